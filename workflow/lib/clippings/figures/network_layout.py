"""Where the nodes of several graphs lie: one spring layout, to which all graphs keep."""

import random
from collections.abc import Sequence

import igraph
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.figures.distances import as_graph

ITERATIONS = 200
# How far a node that joins lies beside the mean of its partners, of the radius of the whole.
ASIDE = 0.02
# Of the radius of the sprung part: where the rings of the small parts start, and how far apart they are.
FIRST_RING, SPACING = 1.07, 0.035
Points = NDArray[np.float64]


def place_nodes(graphs: Sequence[pd.DataFrame], *, seed: int) -> pd.DataFrame:
    """Place the nodes of all graphs, given as edges: x and y in -1 to 1, indexed by node.

    The largest component of the first graph is laid out by springs (Fruchterman and Reingold 1991). These
    nodes stay; those that the next graphs join to them come to lie around their partners. What hangs together
    with none of these stands on rings around them, component by component.
    """
    first = as_graph(graphs[0])
    largest = first.induced_subgraph(_parts(first)[0]) if first.vcount() else first
    places = dict(zip(largest.vs["name"], _spring(largest, seed), strict=True))
    draws = np.random.default_rng(seed)
    everything = as_graph(pd.concat(graphs))
    for edges in graphs:
        _join(as_graph(edges), places, draws)
    lone = [name for part in _parts(everything) for name in part if name not in places]
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
    """Lay out a graph by springs (n, 2), in the unit disc."""
    if not graph.vcount():
        return np.empty((0, 2))
    side = graph.vcount() ** 0.5
    start = np.random.default_rng(seed).uniform(-side / 2, side / 2, (graph.vcount(), 2))
    igraph.set_random_number_generator(random.Random(seed))
    layout = graph.layout_fruchterman_reingold(seed=start.tolist(), niter=ITERATIONS, grid=True)
    points = np.array(layout.coords)
    points -= np.median(points, axis=0)
    lengths = np.hypot(points[:, 0], points[:, 1])
    # A few long chains would shrink all the others to a dot: beyond the usual radius, they are drawn in.
    usual = max(np.quantile(lengths, 0.95), 1e-9)
    drawn_in = np.where(
        lengths > usual, usual * (1 + np.log(np.maximum(lengths, usual) / usual) / 2), lengths
    )
    points *= (drawn_in / np.maximum(lengths, 1e-9))[:, None]
    return points / max(drawn_in.max(), 1e-9)


def _join(graph: igraph.Graph, places: dict[str, Points], draws: np.random.Generator) -> None:
    """Add to `places` the nodes of a graph that lead to placed ones, round by round from these outwards."""
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
        places |= {names[node]: mean + draws.normal(0, ASIDE, 2) for node, mean in near.items()}
        waiting = [node for node in waiting if node not in near]


def _ring_points(count: int) -> Points:
    """Return `count` points (n, 2) on rings, filled from the innermost, a spacing apart."""
    points: list[tuple[float, float]] = []
    radius = FIRST_RING
    while len(points) < count:
        stage = int(2 * np.pi * radius / SPACING)
        angles = np.arange(min(stage, count - len(points))) * (2 * np.pi / stage)
        points += zip(radius * np.cos(angles), radius * np.sin(angles), strict=True)
        radius += SPACING
    return np.array(points).reshape(-1, 2)
