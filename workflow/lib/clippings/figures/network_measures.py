"""Measures of supply chains: degrees, components, distances to groups, and their shift from the truth."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import igraph
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from clippings.figures.texts import as_xml
from clippings.running import atomic
from clippings.tables import NETWORK_DISTANCES

Places = NDArray[np.int64]
# What a GraphML file holds of a node beside its id and its name.
NODE_FIELDS = ("in_index", "suppliers", "customers", "degree", "component", "groups", "distance", "x", "y")


def as_graph(edges: pd.DataFrame) -> igraph.Graph:
    """Make the directed graph supplier → customer; its vertices are ordered by name."""
    ids = np.unique(edges[["supplier", "customer"]].to_numpy(dtype=str))
    ends = [np.searchsorted(ids, edges[end].to_numpy(dtype=str)) for end in ("supplier", "customer")]
    graph = igraph.Graph(n=len(ids), edges=np.column_stack(ends).tolist(), directed=True)
    graph.vs["name"] = ids.tolist()
    return graph


def describe_nodes(edges: pd.DataFrame, names: pd.DataFrame, *, groups: Sequence[str]) -> pd.DataFrame:
    """Describe the nodes of one graph, ordered by id: names, degrees, component, distance to `groups`.

    Components are weak, numbered from 1 by falling size; `suppliers` and `customers` are degrees in and out.
    """
    graph = as_graph(edges)
    nodes = names.reindex(np.array(graph.vs["name"], dtype=object)).rename_axis("node").reset_index()
    named = nodes["name"].fillna("").str
    steps = group_distances(graph, [np.flatnonzero(named.contains(group, regex=False)) for group in groups])
    reached = np.isfinite(steps)
    total, count = np.where(reached, steps, 0).sum(axis=1), reached.sum(axis=1)
    return nodes.assign(
        suppliers=graph.indegree(),
        customers=graph.outdegree(),
        degree=graph.degree(),
        component=_components(graph),
        groups=count,
        distance=np.where(count > 0, total / np.maximum(count, 1), np.nan),
    )


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


def compare_networks(
    nodes: pd.DataFrame, edges: pd.DataFrame, *, methods: Mapping[str, str], truth: str
) -> pd.DataFrame:
    """Describe each graph in one row, and how far it is from the graph `truth`, where that is known.

    Distributions are compared by the Kolmogorov–Smirnov statistic (0 to 1) and the Wasserstein distance (in
    degrees, in steps). Nodes that reach no group have no distance; `reaching` is the share of the others.
    """
    graphs = {str(name): part for name, part in nodes.groupby("graph")}
    names = {truth: "truth", **methods}
    rows = [
        {"graph": name, "method": names[name]}
        | _size(part, edges[edges["graph"] == name])
        | (_shift(part, graphs[truth]) if truth in graphs else {})
        for name, part in graphs.items()
    ]
    return pd.DataFrame(rows).reindex(columns=NETWORK_DISTANCES.names)


def write_graphs(nodes: pd.DataFrame, edges: pd.DataFrame, paths: Mapping[str, str | Path]) -> None:
    """Write each graph that `paths` names as GraphML."""
    for name, path in paths.items():
        write_graphml(nodes[nodes["graph"] == name], edges[edges["graph"] == name], path)


def write_graphml(nodes: pd.DataFrame, edges: pd.DataFrame, path: str | Path) -> None:
    """Write one graph with all that is known of its nodes and edges; an unknown distance is NaN."""
    graph = as_graph(edges)
    ids = graph.vs["name"]
    nodes = nodes.set_index("node").loc[ids]
    graph.vs["node"] = [as_xml(node) for node in ids]
    graph.vs["name"] = nodes["name"].fillna("").tolist()
    for field in NODE_FIELDS:
        graph.vs[field] = nodes[field].tolist()
    pairs = [(ids[edge.source], ids[edge.target]) for edge in graph.es]
    graph.es["mentions"] = edges.set_index(["supplier", "customer"]).loc[pairs, "mentions"].tolist()
    with atomic(path) as temporary:
        graph.write_graphml(str(temporary))


def _components(graph: igraph.Graph) -> Places:
    parts = graph.connected_components(mode="weak")
    sizes = np.array(parts.sizes(), dtype=int)
    numbers = np.argsort(np.argsort(-sizes, kind="stable"), kind="stable") + 1
    return np.asarray(numbers[np.array(parts.membership, dtype=int)])


def _size(nodes: pd.DataFrame, edges: pd.DataFrame) -> dict[str, Any]:
    return {
        "nodes": len(nodes),
        "edges": len(edges),
        "true_edges": edges["true"].sum() if edges["true"].notna().any() else np.nan,
        "components": nodes["component"].nunique(),
        "largest": (nodes["component"] == 1).mean(),
        "mean_degree": nodes["degree"].mean(),
        "mean_distance": nodes["distance"].mean(),
        "reaching": nodes["distance"].notna().mean(),
    }


def _shift(nodes: pd.DataFrame, truth: pd.DataFrame) -> dict[str, float]:
    shift = {}
    for column in ("degree", "distance"):
        ours, true = nodes[column].dropna(), truth[column].dropna()
        # Where nothing reaches a group there is no distribution to compare.
        comparable = len(ours) > 0 and len(true) > 0
        ks = stats.ks_2samp(ours, true, method="asymp").statistic if comparable else np.nan
        shift[f"{column}_ks"] = ks
        shift[f"{column}_wasserstein"] = stats.wasserstein_distance(ours, true) if comparable else np.nan
    return shift
