"""The supply chains of a dataset: nodes, described and placed, and edges from supplier to customer.

A node is an entity where the truth knows it, else one record. A partner stands for the target that it is
linked to. The firm that heads an entry stands for its own entity, known from the truth; where heads are
queries themselves, for the target that they are linked to. A head that the truth does not know, or that is
a query without a link, is a node of its own.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from clippings.figures.network_layout import place_nodes
from clippings.figures.network_measures import describe_nodes
from clippings.figures.texts import as_xml
from clippings.running import say
from clippings.tables import NETWORK_EDGES, NETWORK_NODES

TRUTH = "g0"


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
    A firm belongs to one of the `groups` if its name contains that word.
    """
    edges, names = build_edges(records, links, methods=methods), name_nodes(records)
    graphs = {name: edges[edges["graph"] == name] for name in (*methods, TRUTH)}
    places = place_nodes(list(graphs.values()), seed=seed)
    nodes = pd.concat(
        [describe_nodes(part, names, groups=groups).assign(graph=name) for name, part in graphs.items()]
    )
    nodes = nodes.join(places, on="node").sort_values(["graph", "node"], ignore_index=True)
    return nodes[NETWORK_NODES.names], edges


def build_edges(records: pd.DataFrame, links: pd.DataFrame, *, methods: Mapping[str, str]) -> pd.DataFrame:
    """Build the edges of the truth (g0, where it is known) and of the links of each method, by graph name.

    `methods` maps g1, g2, … to values of the column `method` of `links`. An edge has the number of partners
    that imply it and, where the truth is known, whether the truth has it too.
    """
    partners = records[(records["side"] == "query") & records["entry"].notna() & records["relation"].notna()]
    if partners.empty:
        raise ValueError(
            "network: found no query with entry and relation, expected partners that name their relation"
        )
    parts = {name: _edges(partners, *_linked(records, links, method)) for name, method in methods.items()}
    truth = _edges(partners, *_known(records))
    edges = pd.concat({TRUTH: truth, **parts}, names=["graph"]).reset_index("graph")
    if len(truth):
        pairs = pd.MultiIndex.from_frame(truth[["supplier", "customer"]])
        edges["true"] = pd.MultiIndex.from_frame(edges[["supplier", "customer"]]).isin(pairs)
    return edges.reindex(columns=NETWORK_EDGES.names)


def name_nodes(records: pd.DataFrame) -> pd.DataFrame:
    """Name each node, indexed by node: as printed, else the clean, else the noisy text of its first target.

    `in_index` tells whether the exemplar index holds the node.
    """
    named = records.assign(
        node=_node_of(records),
        name=records["printed"].fillna(records["clean"]).fillna(records["noisy"]),
        in_index=records["side"] == "target",
    )
    named = named.sort_values(["in_index", "record"], ascending=[False, True])
    names = named.groupby("node").agg(name=("name", "first"), in_index=("in_index", "max"))
    return names.assign(name=names["name"].map(as_xml, na_action="ignore"))


def _node_of(records: pd.DataFrame) -> pd.Series:
    """Return the node of each record: its entity, else the record itself."""
    return records["entity"].fillna(records["record"])


def _linked(records: pd.DataFrame, links: pd.DataFrame, method: str) -> tuple[pd.Series, pd.Series]:
    """Return the nodes of queries by their links, and of all records as heads, both indexed by record."""
    if method not in set(links["method"]):
        others = ", ".join(links["method"].unique())
        raise ValueError(f"network: found no links of {method!r}, expected one of {others}")
    chosen = links[(links["method"] == method) & (links["decision"] == "link")]
    nodes = _node_of(records).set_axis(records["record"])
    linked = chosen.set_index("query_id")["target_id"].map(nodes)
    queries = records.loc[records["side"] == "query", "record"]
    heads = nodes.copy()
    # The truth of a query must not leak into the graph of a method.
    heads[queries] = linked.reindex(queries).fillna(queries.set_axis(queries))
    return linked, heads


def _known(records: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    nodes = _node_of(records).set_axis(records["record"])
    indexed = records.loc[(records["side"] == "target") & records["entity"].notna(), "entity"]
    return nodes[nodes.isin(indexed)], nodes


def _edges(partners: pd.DataFrame, nodes: pd.Series, heads: pd.Series) -> pd.DataFrame:
    partner, head = partners["record"].map(nodes), partners["entry"].map(heads)
    supplies = partners["relation"] == "supplier"
    edges = pd.DataFrame(
        {"supplier": partner.where(supplies, head), "customer": head.where(supplies, partner)}
    )
    edges = edges[partner.notna() & head.notna()]
    loops = edges["supplier"] == edges["customer"]
    say(f"{len(edges)} partners linked, {loops.sum()} to the firm of their own entry (left out)")
    counts = edges[~loops].groupby(["supplier", "customer"]).size()
    return counts.rename("mentions").reset_index()
