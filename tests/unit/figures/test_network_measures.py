"""Degrees, components and distances against a search written out by hand."""

from collections import deque

import chains
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.figures.network_measures import as_graph, compare_networks, describe_nodes, group_distances
from clippings.figures.networks import TRUTH, build_edges, build_networks, name_nodes


def described(graph, groups=("三井",)):
    edges = build_edges(chains.records(), chains.links(), methods=chains.METHODS)
    nodes = describe_nodes(edges[edges["graph"] == graph], name_nodes(chains.records()), groups=groups)
    return nodes.set_index("node")


def test_distances_follow_deliveries_to_the_group():
    nodes = described("g0")
    assert nodes["distance"].dropna().to_dict() == {"a": 1, "b": 2, "m": 0}
    assert nodes.loc["a", ["suppliers", "customers", "degree"]].tolist() == [1, 1, 2]
    assert nodes["component"].to_dict() == {"a": 1, "b": 1, "m": 1, "c": 2, "h-z": 2}


def test_the_mean_is_over_the_groups_that_are_reached():
    nodes = described("g0", groups=("三井", "甲", "nobody"))
    assert nodes.loc["b", ["groups", "distance"]].tolist() == [2, 1.5]
    assert nodes.loc["c", "groups"] == 0 and np.isnan(nodes.loc["c", "distance"])


@given(
    st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda e: e[0] != e[1]), min_size=1),
    st.sets(st.integers(0, 7)),
)
def test_distances_equal_a_plain_search(edges, members):
    frame = pd.DataFrame([(str(a), str(b)) for a, b in sorted(edges)], columns=["supplier", "customer"])
    graph = as_graph(frame)
    names = graph.vs["name"]
    firms = [place for place, name in enumerate(names) if int(name) in members]
    waiting = deque((names[firm], 0) for firm in firms)
    steps = {}
    while waiting:
        node, step = waiting.popleft()
        if node not in steps:
            steps[node] = step
            waiting += [(a, step + 1) for a, b in frame.itertuples(index=False) if b == node]
    found = group_distances(graph, [np.array(firms, dtype=int)])[:, 0]
    assert found.tolist() == [steps.get(name, np.inf) for name in names]


def networks():
    return build_networks(chains.records(), chains.links(), methods=chains.METHODS, groups=["三井"], seed=1)


def test_graphs_are_compared_with_the_truth():
    found = compare_networks(*networks(), methods=chains.METHODS, truth=TRUTH).set_index("graph")
    assert found["method"].to_dict() == {"g0": "truth", "g1": "good/clean", "g2": "bad/noisy"}
    assert found.loc["g1", ["degree_ks", "degree_wasserstein", "distance_ks"]].tolist() == [0, 0, 0]
    # Degrees 3 (a), 1 (b), 2 (c), 1 (m), 1 (h-z) against 2, 1, 1, 1, 1.
    assert found.loc["g2", "degree_wasserstein"] == pytest.approx(2 / 5)
    assert found.loc["g2", "degree_ks"] == pytest.approx(1 / 5)
    assert found["true_edges"].tolist() == [3, 3, 2]


def test_without_truth_there_is_nothing_to_compare_with():
    nodes, edges = networks()
    nodes, edges = (part[part["graph"] != "g0"] for part in (nodes, edges))
    found = compare_networks(nodes, edges.assign(true=None), methods=chains.METHODS, truth=TRUTH)
    assert found[["degree_ks", "distance_wasserstein", "true_edges"]].isna().all(axis=None)


def test_a_firm_keeps_its_place_in_all_graphs_and_in_all_runs():
    nodes, _ = networks()
    places = nodes.groupby("node")[["x", "y"]].nunique()
    assert (places == 1).all(axis=None)
    assert nodes[["x", "y"]].abs().max(axis=None) <= 1
    pd.testing.assert_frame_equal(nodes, networks()[0])
