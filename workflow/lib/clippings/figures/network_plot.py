"""The supply chains side by side: a firm has one place, and colours one scale, in all panels."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from clippings.figures import network_look as look
from clippings.figures.style import title_panel

INCHES = 5.2
POINTS = {"smallest": 2.2, "unit": 3.4, "largest": 20.0}
SHOWN_DEGREES = (1, 5, 15, 20, 30, 50, 100)
APART = 1.0  # Points by which two marks of the legend differ at least.


def draw_networks(nodes: pd.DataFrame, edges: pd.DataFrame, *, methods: Mapping[str, str]) -> Figure:
    """Draw g1, g2, … and then the truth side by side, below them the scales of distances and of degrees."""
    found = [name for name in (*methods, look.TRUTH) if (nodes["graph"] == name).any()]
    figure = Figure(figsize=(INCHES * len(found), INCHES + 1.6), layout="constrained")
    axes = figure.subplots(1, len(found), squeeze=False, sharex=True, sharey=True)[0]
    scale, ruler = look.shared_scale(nodes), look.shared_ruler(nodes, **POINTS)
    for axis, name in zip(axes, found, strict=True):
        part, links = nodes[nodes["graph"] == name], edges[edges["graph"] == name]
        _draw_panel(axis, part, links, scale, ruler)
        title_panel(axis, f"{name}: {look.describe_graph(name, methods)}")
        axis.set_xlabel(_caption(part, links))
    bar = figure.colorbar(
        ScalarMappable(scale, look.COLOURS),
        ax=axes,
        location="bottom",
        shrink=0.5,
        aspect=40,
        pad=0.02,
        extend="max",
    )
    bar.set_label(look.SCALE)
    figure.legend(handles=_legend(nodes, ruler), loc="outside lower center", ncols=6, frameon=False)
    return figure


def _draw_panel(
    axis: Axes, nodes: pd.DataFrame, edges: pd.DataFrame, scale: Normalize, ruler: look.Ruler
) -> None:
    places = nodes.set_index("node")[["x", "y"]]
    ends = np.stack([places.loc[edges[end]].to_numpy() for end in ("supplier", "customer")], axis=1)
    # Tens of thousands of lines as shapes would make the SVG too heavy to open.
    axis.add_collection(
        LineCollection(list(ends), colors="0.55", linewidths=0.25, alpha=0.5, rasterized=True, zorder=1)
    )
    # Small nodes lie on top, so that hubs do not hide them.
    nodes = nodes.sort_values(["degree", "node"], ascending=[False, True])
    axis.scatter(
        nodes["x"],
        nodes["y"],
        s=ruler.diameters(nodes["degree"].to_numpy()) ** 2,
        c=look.node_colours(nodes["distance"], scale),
        edgecolors=np.where(nodes["distance"].isna(), look.OUTLINE, "#33333380").tolist(),
        linewidths=0.35,
        rasterized=True,
        zorder=2,
    )
    axis.set(xlim=(-1.03, 1.03), ylim=(-1.03, 1.03), xticks=[], yticks=[], aspect="equal")
    axis.spines[:].set_visible(False)


def _caption(nodes: pd.DataFrame, edges: pd.DataFrame) -> str:
    return f"{len(nodes):,} firms, {len(edges):,} edges; {nodes['distance'].notna().mean():.0%} reach a group"


def _legend(nodes: pd.DataFrame, ruler: look.Ruler) -> list[Line2D]:
    marks = [_mark(label, size, "0.35", "0.35") for label, size in _shown_sizes(nodes, ruler).items()]
    return [*marks, _mark("no group is reached", 5, look.UNREACHED, look.OUTLINE)]


def _shown_sizes(nodes: pd.DataFrame, ruler: look.Ruler) -> dict[str, float]:
    """Return labels and diameters of the degrees that the legend shows: those whose marks visibly differ."""
    degrees = nodes["degree"].to_numpy()
    shown: dict[str, float] = {}
    for degree in SHOWN_DEGREES:
        size = float(ruler.diameters(np.array([degree]))[0])
        if (
            degree <= degrees.max()
            and size < ruler.largest
            and size - max(shown.values(), default=0) >= APART
        ):
            shown[f"degree {degree}"] = size
    capped = degrees[ruler.diameters(degrees) >= ruler.largest]
    return shown | ({f"degree {capped.min()} or more": ruler.largest} if len(capped) else {})


def _mark(label: str, size: float, face: str, edge: str) -> Line2D:
    return Line2D([], [], ls="", marker="o", ms=size, markerfacecolor=face, markeredgecolor=edge, label=label)
