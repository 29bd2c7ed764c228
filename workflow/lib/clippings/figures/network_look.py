"""What the drawing and the page of a network share: sizes, colours, words."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.colors import Normalize, to_hex
from numpy.typing import NDArray

from clippings.figures.network_edges import TRUTH

# Even steps of lightness, told apart in every kind of colour vision (Smith and van der Walt 2015) and nowhere
# grey, which means out of reach; dark is near.
COLOURS = "viridis"
# Shares of the firms within reach of the scale of distances, and of the ruler of degrees.
NEAR, USUAL = 0.9, 0.995
UNREACHED = "#FFFFFF"
OUTLINE = "#8C8C8C"
SCALE = "mean steps along supplier → customer to the nearest firm of each group"


def node_sizes(degrees: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the paper's sizes (n,): 0.2·ln(degree) below a degree of 16, 0.14·degree from there on."""
    return np.where(degrees < 16, 0.2 * np.log(np.maximum(degrees, 1)), 0.14 * degrees)


class Ruler(NamedTuple):
    """Turns degrees into diameters: `smallest` at degree 1, `unit` for each unit of the paper's size.

    Nothing is drawn larger than `largest`.
    """

    smallest: float
    unit: float
    largest: float

    def across(self, degrees: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the diameters (n,) of firms."""
        return np.minimum(self.smallest + self.unit * node_sizes(degrees), self.largest)


def shared_ruler(nodes: pd.DataFrame, *, smallest: float, unit: float, largest: float) -> Ruler:
    """Return one ruler for all graphs, with smaller units where more than a few would outgrow `largest`."""
    sizes = node_sizes(nodes["degree"].to_numpy())
    most = np.quantile(sizes, USUAL) if len(sizes) else 0.0
    return Ruler(smallest, min(unit, (largest - smallest) / most) if most else unit, largest)


def shared_scale(nodes: pd.DataFrame) -> Normalize:
    """Return one scale of distances for all graphs, from 0 up to where a tenth lies beyond."""
    far = nodes["distance"].quantile(NEAR)
    return Normalize(0, 1 if pd.isna(far) else max(1, np.ceil(far)), clip=True)


def ends_of(scale: Normalize) -> tuple[float, float]:
    """Return the nearest and the farthest distance of a scale."""
    return float(scale.vmin or 0.0), float(scale.vmax or 0.0)


def node_colours(distances: pd.Series, scale: Normalize) -> list[str]:
    """Return the colour of each node; white, to be outlined in grey, where no group can be reached."""
    shades = colormaps[COLOURS](scale(distances.fillna(0)))
    return [
        UNREACHED if empty else to_hex(shade) for empty, shade in zip(distances.isna(), shades, strict=True)
    ]


def describe_graph(graph: str, methods: Mapping[str, str]) -> str:
    """Say whose links make a graph."""
    return "truth" if graph == TRUTH else f"links by {methods[graph]}"
