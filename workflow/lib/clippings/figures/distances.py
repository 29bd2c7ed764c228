"""Degrees, components, and how many deliveries a firm is away from the groups of firms."""

from collections.abc import Sequence

import igraph
import numpy as np
import pandas as pd
from numpy.typing import NDArray

Places = NDArray[np.int64]


def describe_nodes(edges: pd.DataFrame, names: pd.DataFrame, *, groups: Sequence[str]) -> pd.DataFrame:
    """Describe the nodes of one graph, ordered by id: names, degrees, component, distance to `groups`.

    Components are weak, numbered from 1 by falling size; `suppliers` and `customers` are degrees in and out.
    """
    graph = as_graph(edges)
    ids = np.array(graph.vs["name"], dtype=object)
    nodes = names.reindex(ids).rename_axis("node").reset_index()
    steps = group_distances(graph, [np.flatnonzero(_members(nodes["name"], group)) for group in groups])
    reached = np.isfinite(steps)
    total = np.where(reached, steps, 0).sum(axis=1)
    count = reached.sum(axis=1)
    return nodes.assign(
        suppliers=graph.indegree(),
        customers=graph.outdegree(),
        degree=graph.degree(),
        component=_components(graph),
        groups=count,
        distance=np.where(count > 0, total / np.maximum(count, 1), np.nan),
    )


def as_graph(edges: pd.DataFrame) -> igraph.Graph:
    """Make the directed graph supplier → customer; its vertices are ordered by name."""
    ids = np.unique(edges[["supplier", "customer"]].to_numpy(dtype=str))
    ends = [np.searchsorted(ids, edges[end].to_numpy(dtype=str)) for end in ("supplier", "customer")]
    graph = igraph.Graph(n=len(ids), edges=np.column_stack(ends).tolist(), directed=True)
    graph.vs["name"] = ids.tolist()
    return graph


def group_distances(graph: igraph.Graph, members: Sequence[Places]) -> NDArray[np.float64]:
    """Count the steps (n, groups) from each node along supplier → customer to the nearest firm of each group.

    A firm of the group is at 0, a node from which the group cannot be reached at infinity. One search a
    group, from all its firms at once: they share one sink, one step behind them.
    """
    count = graph.vcount()
    sinks = graph.copy()
    sinks.add_vertices(len(members))
    sinks.add_edges([(int(firm), count + group) for group, firms in enumerate(members) for firm in firms])
    steps = sinks.distances(source=range(count, count + len(members)), target=range(count), mode="in")
    return np.array(steps, dtype=float).reshape(len(members), count).T - 1


def _members(names: pd.Series, group: str) -> NDArray[np.bool_]:
    return names.fillna("").str.contains(group, regex=False).to_numpy(dtype=bool)


def _components(graph: igraph.Graph) -> Places:
    parts = graph.connected_components(mode="weak")
    sizes = np.array(parts.sizes(), dtype=int)
    numbers = np.empty(len(sizes), dtype=int)
    numbers[np.argsort(-sizes, kind="stable")] = np.arange(1, len(sizes) + 1)
    return numbers[np.array(parts.membership, dtype=int)]
