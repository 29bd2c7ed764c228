"""Who supplies whom, by links and by the truth."""

import chains
import igraph
import pandas as pd
import pytest

from clippings.figures.network_measures import write_graphs
from clippings.figures.network_page import write_pages
from clippings.figures.networks import build_edges, build_networks, name_nodes


def edges_of(graph, records=None, links=None):
    found = build_edges(
        chains.records() if records is None else records,
        chains.links() if links is None else links,
        methods=chains.METHODS,
    )
    found = found[found["graph"] == graph]
    return {(row.supplier, row.customer): (row.mentions, row.true) for row in found.itertuples()}


def test_the_truth_runs_from_supplier_to_customer_and_counts_mentions():
    assert edges_of("g0") == {("b", "a"): (2, True), ("a", "m"): (1, True), ("h-z", "c"): (1, True)}


def test_a_firm_outside_the_index_is_in_no_graph():
    assert not {node for graph in ("g0", "g1") for edge in edges_of(graph) for node in edge} & {"gone", "q4"}


def test_wrong_links_make_wrong_edges_and_links_to_oneself_none():
    assert edges_of("g1") == edges_of("g0")
    assert edges_of("g2") == {
        ("c", "a"): (1, False),
        ("b", "a"): (1, True),
        ("m", "a"): (1, False),
        ("h-z", "c"): (1, True),
    }


def test_a_head_that_is_a_query_stands_for_its_link_and_never_for_its_truth():
    records = chains.records()
    records.loc[records["record"] == "h-a", "side"] = "query"
    assert ("b", "h-a") in edges_of("g1", records)
    links = chains.links()
    linked = links.iloc[[0]].assign(query_id="h-a", target_id="t-c", method="good/clean")
    assert ("b", "c") in edges_of("g1", records, pd.concat([links, linked]))


def test_without_truth_records_are_nodes_and_nothing_is_called_true():
    records = chains.records().assign(entity=None)
    found = build_edges(records, chains.links(), methods=chains.METHODS)
    assert set(found["graph"]) == {"g1", "g2"}
    assert found["true"].isna().all()
    assert ("t-b", "h-a") in edges_of("g1", records)


def test_a_node_is_named_by_its_target_as_printed():
    names = name_nodes(chains.records())
    assert names.loc["m", "name"] == "三井物産" and names.loc["m", "in_index"]
    assert names.loc["h-z", "name"] == "未知" and not names.loc["h-z", "in_index"]


def test_what_cannot_make_a_network_is_said():
    with pytest.raises(ValueError, match="no query with entry and relation"):
        edges_of("g1", chains.records().assign(relation=None))
    with pytest.raises(ValueError, match="no links of 'good/clean'"):
        edges_of("g1", links=chains.links().query("method != 'good/clean'"))


def test_an_id_may_look_drawn_and_ids_and_names_may_hold_what_xml_cannot(tmp_path):
    drawn = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    records = chains.records().replace({"entity": {"m": drawn, "c": "c\x01"}})
    records.loc[records["entity"] == drawn, ["printed", "clean"]] = None
    records.loc[records["entity"] == "b", "printed"] = "乙\x0b\ufffe"
    nodes, edges = build_networks(records, chains.links(), methods=chains.METHODS, groups=["三井"], seed=0)
    write_pages(nodes, edges, {"g1": tmp_path / "g1.html"}, methods=chains.METHODS)
    page = (tmp_path / "g1.html").read_text(encoding="utf-8")
    assert f'"{drawn}"' in page and "part-0" in page
    write_graphs(nodes, edges, {"g1": tmp_path / "g1.graphml"})
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "g1.graphml"))
    assert "c\ufffd" in graph.vs["node"] and "乙\ufffd\ufffd" in graph.vs["name"]
