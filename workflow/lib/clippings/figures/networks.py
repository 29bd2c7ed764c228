"""The supply chains of a dataset as two tables: their nodes, described and placed, and their edges."""

from collections.abc import Mapping, Sequence

import pandas as pd

from clippings.figures.distances import describe_nodes
from clippings.figures.network_edges import TRUTH, build_edges, name_nodes
from clippings.figures.network_layout import place_nodes
from clippings.tables import NETWORK_NODES


def build_networks(
    records: pd.DataFrame,
    links: pd.DataFrame,
    *,
    methods: Mapping[str, str],
    groups: Sequence[str],
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build the graph of each method's links, and of the truth where it is known: nodes, then edges.

    `methods` maps graph names to values of the column `method` of `links`; the first graph sets the layout.
    A firm belongs to one of the `groups` if its name holds that word.
    """
    edges = build_edges(records, links, methods=methods)
    names = name_nodes(records)
    by_graph = {name: edges[edges["graph"] == name] for name in (*methods, TRUTH)}
    places = place_nodes(list(by_graph.values()), seed=seed)
    nodes = pd.concat(
        [describe_nodes(part, names, groups=groups).assign(graph=name) for name, part in by_graph.items()]
    )
    nodes = nodes.join(places, on="node").sort_values(["graph", "node"], ignore_index=True)
    return nodes[NETWORK_NODES.names], edges
