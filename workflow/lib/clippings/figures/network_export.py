"""A network in GraphML, for Gephi, igraph, NetworkX and the like."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from clippings.figures.distances import as_graph
from clippings.running import atomic

NODE_FIELDS = (
    "name",
    "in_index",
    "suppliers",
    "customers",
    "degree",
    "component",
    "groups",
    "distance",
    "x",
    "y",
)


def write_graphs(nodes: pd.DataFrame, edges: pd.DataFrame, paths: Mapping[str, str | Path]) -> None:
    """Write the graphs that `paths` names, each into its file."""
    for name, path in paths.items():
        write_graphml(nodes[nodes["graph"] == name], edges[edges["graph"] == name], path)


def write_graphml(nodes: pd.DataFrame, edges: pd.DataFrame, path: str | Path) -> None:
    """Write one directed graph with all that is known of its nodes and edges; an unknown distance is NaN."""
    graph = as_graph(edges)
    nodes = nodes.set_index("node").loc[graph.vs["name"]]
    graph.vs["node"] = graph.vs["name"]
    for field in NODE_FIELDS:
        graph.vs[field] = nodes[field].fillna("").tolist() if field == "name" else nodes[field].tolist()
    ends = edges.set_index(["supplier", "customer"])
    ids = nodes.index.to_numpy()
    pairs = [(ids[edge.source], ids[edge.target]) for edge in graph.es]
    graph.es["mentions"] = ends.loc[pairs, "mentions"].tolist()
    with atomic(path) as temporary:
        graph.write_graphml(str(temporary))
