"""What the figure and the page of a network share: sizes, colours, labels."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.colors import Normalize, to_hex
from numpy.typing import NDArray

from clippings.figures.networks import TRUTH

# Perceptually uniform, distinct in every kind of colour vision (Smith and van der Walt 2015) and nowhere
# grey, which means out of reach; dark is near.
COLOURS = "viridis"
# Quantiles of the firms that the scale of distances and that of degrees cover.
NEAR, USUAL = 0.9, 0.995
UNREACHED = "#FFFFFF"
OUTLINE = "#8C8C8C"
SCALE = "mean steps along supplier → customer to the nearest firm of each group"


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
    """Return the title of a graph: the method whose links make it, or the truth."""
    return "truth" if graph == TRUTH else f"links by {methods[graph]}"
