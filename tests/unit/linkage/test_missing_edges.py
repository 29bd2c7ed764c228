"""What docs/method.md says of edges that k neighbours may miss, against all pairs that may meet."""

import numpy as np
import pandas as pd
import pytest

from clippings.linkage.candidates.search import search_neighbours
from clippings.linkage.decision.clustering import Graph, cluster_row
from clippings.linkage.decision.cut import Cut
from clippings.linkage.decision.graph import Edges, components, read_edges

K, CUT = 4, 0.9
SETTINGS = {"neighbours": K, "giant": 50}


def scattered(seed):
    """40 members of three splits on eight scans, strewn about a dozen directions, and their vectors."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(12, 3))[rng.integers(12, size=40)]
    vectors = (centres + rng.normal(scale=0.2, size=(40, 3))).astype(np.float32)
    records = pd.DataFrame(
        {
            "record": [f"r{number:02d}" for number in range(40)],
            "side": "member",
            "page": [f"scan {number}" for number in rng.integers(8, size=40)],
            "split": rng.choice(["train", "val", "test"], 40),
            "entity": None,
            "homonym": None,
        }
    )
    return records, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def all_edges(records, vectors):
    """Every pair of two scans that reaches the cut."""
    scores = (vectors.astype(float) @ vectors.T.astype(float)).round(6)
    pages = records["page"].to_numpy()
    near = np.triu((scores >= CUT) & (pages[:, None] != pages), 1)
    ones, others = np.nonzero(near)
    return Edges(ones, others, scores[near])


def pairs_of(edges):
    return set(zip(edges.ones.tolist(), edges.others.tolist(), strict=True))


@pytest.fixture(params=range(20))
def graphs(request):
    """Records, their neighbours, and of each pair of `all_edges` how large its component is."""
    records, vectors = scattered(request.param)
    whole = all_edges(records, vectors)
    labels = components(whole, len(records))
    sizes = np.bincount(labels)[labels]
    found = search_neighbours(records, vectors, k=K)
    return records, found, {(one, other): sizes[one] for one, other in pairs_of(whole)}


def test_a_component_of_k_and_one_records_of_all_splits_has_all_its_edges(graphs):
    records, found, sizes = graphs
    kept = pairs_of(read_edges(found, pd.Index(records["record"])).at_least(CUT))
    assert kept <= sizes.keys()
    assert {pair for pair, size in sizes.items() if size <= K + 1} <= kept


def test_an_edge_is_missing_only_between_two_records_that_are_counted_as_full(graphs):
    records, found, sizes = graphs
    kept = pairs_of(read_edges(found, pd.Index(records["record"])).at_least(CUT))
    full = found.loc[(found["rank"] == K) & (found["score"] >= CUT), "query"].str[1:].astype(int)
    assert {end for pair in sizes.keys() - kept for end in pair} <= set(full)
    scores = found["score"].to_numpy()
    edges = read_edges(found, pd.Index(records["record"]))
    graph = Graph(edges, scores, scores[found["rank"] == K])
    _, cut = cluster_row(graph, records.assign(split="none"), tuned=Cut(CUT, None, 0), settings=SETTINGS)
    assert cut["full"] == len(full) > 0


def test_test_records_alone_may_lack_an_edge_that_nearer_records_of_other_splits_took():
    # a and b lie 20 degrees apart; between them are three records of training on the way from either.
    angles = np.radians([0, 20, *(8, 9, 10, 11, 12)])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    records = pd.DataFrame(
        {
            "record": ["a", "b", *"vwxyz"],
            "side": "member",
            "page": [f"scan {number}" for number in range(7)],
            "split": ["test", "test", *["train"] * 5],
        }
    )
    found = search_neighbours(records, vectors, k=K)
    assert pairs_of(all_edges(records, vectors)) > {(0, 1)}
    assert len(read_edges(found, pd.Index(["a", "b"])).scores) == 0
