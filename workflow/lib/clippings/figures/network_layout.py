"""The layout of several graphs: one set of positions, so that a node has the same place in all of them."""

import random
from collections.abc import Sequence

import igraph
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.figures.network_measures import as_graph

ITERATIONS = 200
# Standard deviation of the offset of an added node from the mean of its partners; the layout has radius 1.
OFFSET = 0.02
# Radius of the innermost ring of unconnected components, and the spacing of rings and of nodes on them.
FIRST_RING, SPACING = 1.07, 0.035
Points = NDArray[np.float64]


def place_nodes(graphs: Sequence[pd.DataFrame], *, seed: int) -> pd.DataFrame:
    """Place the nodes of all graphs, given as edges: x and y in -1 to 1, indexed by node.

    The largest component of the first graph gets a force-directed layout (Fruchterman and Reingold 1991),
    which stays fixed; nodes that the next graphs connect to it are placed near their partners. Unconnected
    components go on outer rings, one after the other.
    """
    first = as_graph(graphs[0])
    largest = first.induced_subgraph(_parts(first)[0]) if first.vcount() else first
    places = dict(zip(largest.vs["name"], _spring(largest, seed), strict=True))
    generator = np.random.default_rng(seed)
    for edges in graphs:
        _add_connected(as_graph(edges), places, generator)
    lone = [name for part in _parts(as_graph(pd.concat(graphs))) for name in part if name not in places]
    places |= dict(zip(lone, _ring_points(len(lone)), strict=True))
    points = np.array(list(places.values())).reshape(-1, 2)
    points /= np.abs(points).max(initial=1)
    return pd.DataFrame(points.round(4), columns=["x", "y"], index=pd.Index(places, name="node"))


def _parts(graph: igraph.Graph) -> list[list[str]]:
    """List the nodes of each weak component, the largest first, equals by name."""
    names = np.array(graph.vs["name"], dtype=object)
    parts = [names[part].tolist() for part in graph.connected_components(mode="weak")]
    return sorted(parts, key=lambda part: (-len(part), part))


def _spring(graph: igraph.Graph, seed: int) -> Points:
    """Lay out a graph by forces (n, 2), in the unit disc."""
    if not graph.vcount():
        return np.empty((0, 2))
    side = graph.vcount() ** 0.5
    start = np.random.default_rng(seed).uniform(-side / 2, side / 2, (graph.vcount(), 2))
    igraph.set_random_number_generator(random.Random(seed))
    layout = graph.layout_fruchterman_reingold(seed=start.tolist(), niter=ITERATIONS, grid=True)
    points = np.array(layout.coords)
    points -= np.median(points, axis=0)
    lengths = np.hypot(points[:, 0], points[:, 1])
    # A few long chains would shrink all others to a dot: beyond the 95th percentile, radii grow by their log.
    usual = max(np.quantile(lengths, 0.95), 1e-9)
    radii = np.where(lengths > usual, usual * (1 + np.log(np.maximum(lengths, usual) / usual) / 2), lengths)
    points *= (radii / np.maximum(lengths, 1e-9))[:, None]
    return np.asarray(points / max(radii.max(), 1e-9))


def _add_connected(graph: igraph.Graph, places: dict[str, Points], generator: np.random.Generator) -> None:
    """Add to `places` the nodes of a graph that are connected to placed ones, round by round outwards."""
    names = graph.vs["name"]
    waiting = [node for node, name in enumerate(names) if name not in places]
    while waiting:
        known = {
            node: [places[names[other]] for other in graph.neighbors(node) if names[other] in places]
            for node in waiting
        }
        near = {node: np.mean(around, axis=0) for node, around in known.items() if around}
        if not near:
            return
        places |= {names[node]: mean + generator.normal(0, OFFSET, 2) for node, mean in near.items()}
        waiting = [node for node in waiting if node not in near]


def _ring_points(count: int) -> Points:
    """Return `count` points (n, 2) on rings, filled from the innermost, a spacing apart."""
    points: list[tuple[float, float]] = []
    radius = FIRST_RING
    while len(points) < count:
        capacity = int(2 * np.pi * radius / SPACING)
        angles = np.arange(min(capacity, count - len(points))) * (2 * np.pi / capacity)
        points += zip(radius * np.cos(angles), radius * np.sin(angles), strict=True)
        radius += SPACING
    return np.array(points).reshape(-1, 2)
