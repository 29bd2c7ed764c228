"""The supply chains side by side, and the sizes and colours that their pages share."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from clippings.figures.networks import TRUTH
from clippings.figures.style import title_panel

# Perceptually uniform, distinct in every kind of colour vision (Smith and van der Walt 2015) and nowhere
# grey, which means out of reach; dark is near.
COLOURS = "viridis"
# Quantiles of the firms that the scale of distances and that of degrees cover.
NEAR, USUAL = 0.9, 0.995
UNREACHED = "#FFFFFF"
OUTLINE = "#8C8C8C"
SCALE = "mean steps along supplier → customer to the nearest firm of each group"
INCHES = 5.2
POINTS = {"smallest": 2.2, "unit": 3.4, "largest": 20.0}
SHOWN_DEGREES = (1, 5, 15, 20, 30, 50, 100)
APART = 1.0  # Points by which two marks of the legend differ at least.


def node_sizes(degrees: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the paper's sizes (n,): 0.2·ln(degree) below a degree of 16, 0.14·degree from there on."""
    return np.where(degrees < 16, 0.2 * np.log(np.maximum(degrees, 1)), 0.14 * degrees)


class Ruler(NamedTuple):
    """Maps degrees to diameters: `smallest` at degree 1, then `unit` a unit of the paper's size, bounded."""

    smallest: float
    unit: float
    largest: float

    def diameters(self, degrees: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the diameters (n,) of firms."""
        return np.minimum(self.smallest + self.unit * node_sizes(degrees), self.largest)


def shared_ruler(nodes: pd.DataFrame, *, smallest: float, unit: float, largest: float) -> Ruler:
    """Return one ruler for all graphs, with smaller units where more than a few would exceed `largest`."""
    sizes = node_sizes(nodes["degree"].to_numpy())
    most = np.quantile(sizes, USUAL) if len(sizes) else 0.0
    return Ruler(smallest, min(unit, (largest - smallest) / most) if most else unit, largest)


def shared_scale(nodes: pd.DataFrame) -> Normalize:
    """Return one scale of distances for all graphs, from 0 to their 90th percentile, rounded up."""
    far = nodes["distance"].quantile(NEAR)
    return Normalize(0, 1 if pd.isna(far) else max(1, np.ceil(far)), clip=True)


def node_colours(distances: pd.Series, scale: Normalize) -> list[str]:
    """Return the colour of each node; white, to be outlined in grey, where no group can be reached."""
    shades = colormaps[COLOURS](scale(distances.fillna(0)))
    return [
        UNREACHED if empty else to_hex(shade) for empty, shade in zip(distances.isna(), shades, strict=True)
    ]


def describe_graph(graph: str, methods: Mapping[str, str]) -> str:
    """Return the title of a graph: the method whose links make it, or the truth."""
    return "truth" if graph == TRUTH else f"links by {methods[graph]}"


def draw_networks(nodes: pd.DataFrame, edges: pd.DataFrame, *, methods: Mapping[str, str]) -> Figure:
    """Draw g1, g2, … and then the truth side by side, below them the scales of distances and of degrees."""
    found = [name for name in (*methods, TRUTH) if (nodes["graph"] == name).any()]
    figure = Figure(figsize=(INCHES * len(found), INCHES + 1.6), layout="constrained")
    axes = figure.subplots(1, len(found), squeeze=False, sharex=True, sharey=True)[0]
    scale, ruler = shared_scale(nodes), shared_ruler(nodes, **POINTS)
    for axis, name in zip(axes, found, strict=True):
        part, links = nodes[nodes["graph"] == name], edges[edges["graph"] == name]
        _draw_panel(axis, part, links, scale, ruler)
        title_panel(axis, f"{name}: {describe_graph(name, methods)}")
        reach = part["distance"].notna().mean()
        axis.set_xlabel(f"{len(part):,} firms, {len(links):,} edges; {reach:.0%} reach a group")
    shades = ScalarMappable(scale, COLOURS)
    bar = figure.colorbar(shades, ax=axes, location="bottom", shrink=0.5, aspect=40, pad=0.02, extend="max")
    bar.set_label(SCALE)
    figure.legend(handles=_legend(nodes, ruler), loc="outside lower center", ncols=6, frameon=False)
    return figure


def _draw_panel(axis: Axes, nodes: pd.DataFrame, edges: pd.DataFrame, scale: Normalize, ruler: Ruler) -> None:
    places = nodes.set_index("node")[["x", "y"]]
    ends = np.stack([places.loc[edges[end]].to_numpy() for end in ("supplier", "customer")], axis=1)
    # Tens of thousands of lines as shapes would make the SVG too heavy to open.
    lines = LineCollection(list(ends), colors="0.55", linewidths=0.25, alpha=0.5, rasterized=True, zorder=1)
    axis.add_collection(lines)
    # Small nodes lie on top, so that hubs do not hide them.
    nodes = nodes.sort_values(["degree", "node"], ascending=[False, True])
    axis.scatter(
        nodes["x"],
        nodes["y"],
        s=ruler.diameters(nodes["degree"].to_numpy()) ** 2,
        c=node_colours(nodes["distance"], scale),
        edgecolors=np.where(nodes["distance"].isna(), OUTLINE, "#33333380").tolist(),
        linewidths=0.35,
        rasterized=True,
        zorder=2,
    )
    axis.set(xlim=(-1.03, 1.03), ylim=(-1.03, 1.03), xticks=[], yticks=[], aspect="equal")
    axis.spines[:].set_visible(False)


def _legend(nodes: pd.DataFrame, ruler: Ruler) -> list[Line2D]:
    marks = [_mark(label, size, "0.35", "0.35") for label, size in _shown_sizes(nodes, ruler).items()]
    return [*marks, _mark("no group is reached", 5, UNREACHED, OUTLINE)]


def _shown_sizes(nodes: pd.DataFrame, ruler: Ruler) -> dict[str, float]:
    """Return labels and diameters of the degrees that the legend shows: those whose marks visibly differ."""
    degrees = nodes["degree"].to_numpy()
    shown: dict[str, float] = {}
    for degree in SHOWN_DEGREES:
        size = float(ruler.diameters(np.array([degree]))[0])
        differs = size - max(shown.values(), default=0) >= APART
        if differs and degree <= degrees.max() and size < ruler.largest:
            shown[f"degree {degree}"] = size
    capped = degrees[ruler.diameters(degrees) >= ruler.largest]
    return shown | ({f"degree {capped.min()} or more": ruler.largest} if len(capped) else {})


def _mark(label: str, size: float, face: str, edge: str) -> Line2D:
    return Line2D([], [], ls="", marker="o", ms=size, markerfacecolor=face, markeredgecolor=edge, label=label)
