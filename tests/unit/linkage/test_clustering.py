"""Clusters on small graphs, against scikit-learn at every cut."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from clippings import frames, tables
from clippings.folds import in_fold
from clippings.linkage.candidates.encoder_rows import tune_weight
from clippings.linkage.candidates.search import search_neighbours
from clippings.linkage.decision.clustering import Graph, cluster, cluster_row, cluster_rows, list_clusters
from clippings.linkage.decision.cut import Cut, best_cut, edge_precision, read_validation, sweep, tune_cut
from clippings.linkage.decision.graph import components, read_edges, spanning_edges
from clippings.linkage.tuning import objective_of

SETTINGS = {"neighbours": 10, "giant": 3}
ROW = {"method": "sup_visual", "modality": "visual", "ocr": "none", "seed": 0}

graphs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 8)), max_size=40)


def neighbours(*rows):
    found = pd.DataFrame(rows, columns=["query", "target", "score"])
    return found.assign(rank=found.groupby("query").cumcount() + 1).astype({"score": float})


def members(**split_of):
    """Make members by id, each of the entity that is its first letter."""
    return pd.DataFrame(
        {
            "record": list(split_of),
            "source": "paper",
            "side": "member",
            "role": "photograph",
            "orientation": "horizontal",
            "split": list(split_of.values()),
            "entity": [name[0] if split != "none" else None for name, split in split_of.items()],
            "homonym": None,
            "noisy": [f"caption {name}" for name in split_of],
            "clean": None,
            "page": [f"page {name}" for name in split_of],
        }
    )


@given(graphs, st.lists(st.integers(0, 4), min_size=12, max_size=12))
def test_the_sweep_equals_scikit_learn_at_every_cut_and_finds_the_best(triples, truth):
    found = neighbours(*[(str(one), str(other), score / 8) for one, other, score in triples])
    edges = read_edges(found, pd.Index([str(number) for number in range(12)]))
    entities = np.unique(truth, return_inverse=True)[1]
    forest = spanning_edges(edges, 12)

    def index(cut):
        return adjusted_rand_score(entities, components(edges.at_least(cut), 12))

    for cut, ari in sweep(forest, entities):
        assert ari == pytest.approx(index(cut))
    cut, ari = best_cut(forest, entities)
    tried = {at: index(at) for at in np.arange(1, 19) / 16}
    assert ari == pytest.approx(max(tried.values())) and index(cut) == pytest.approx(ari)


def test_the_cut_lies_midway_between_the_last_good_join_and_the_first_bad_one():
    found = neighbours(("a1", "a2", 0.9), ("b1", "b2", 0.8), ("a1", "b1", 0.2), ("b1", "c1", 0.1))
    edges = read_edges(found, pd.Index(["a1", "a2", "b1", "b2", "c1"]))
    cut, ari = best_cut(spanning_edges(edges, 5), np.array([0, 0, 1, 1, 2]))
    assert (cut, ari) == (pytest.approx(0.5), 1)


def test_cuts_that_are_as_good_in_a_row_are_one_row():
    # b1 and b2 are no pair of the truth that any cut could win: joining them changes nothing before c1 comes.
    found = neighbours(("a1", "a2", 0.9), ("b1", "b2", 0.6), ("a1", "b1", 0.3))
    edges = read_edges(found, pd.Index(["a1", "a2", "b1", "b2"]))
    assert best_cut(spanning_edges(edges, 4), np.array([0, 0, 1, 2]))[0] == pytest.approx(0.75)


def test_the_finer_score_is_the_average_precision_of_edges():
    records = members(a1="val", a2="val", b1="val", b2="val", a3="test")
    found = neighbours(("a1", "a2", 0.9), ("a1", "b1", 0.8), ("b1", "b2", 0.7), ("a1", "a3", 1.0))
    assert edge_precision(read_validation(found, records)) == pytest.approx((1 + 2 / 3) / 2)


def test_a_pair_that_was_never_found_costs_precision_unless_it_stands_on_one_page():
    records = members(a1="val", a2="val", a3="val")
    found = neighbours(("a1", "a2", 0.9))
    assert edge_precision(read_validation(found, records)) == pytest.approx(1 / 3)
    records.loc[records["record"] == "a3", "page"] = "page a2"
    assert edge_precision(read_validation(found, records)) == pytest.approx(1 / 2)


def test_the_forest_leaves_the_same_components_at_every_cut():
    rng = np.random.default_rng(0)
    pairs = rng.integers(0, 30, (120, 2))
    found = neighbours(
        *[(str(a), str(b), s) for (a, b), s in zip(pairs, rng.random(120).round(1), strict=True)]
    )
    edges = read_edges(found, pd.Index([str(number) for number in range(30)]))
    for cut in np.arange(0, 1.1, 0.1):
        whole, forest = (components(e.at_least(cut), 30) for e in (edges, spanning_edges(edges, 30)))
        assert adjusted_rand_score(whole, forest) == 1


def test_a_pair_that_names_each_other_is_one_edge_of_the_higher_score():
    edges = read_edges(neighbours(("a", "b", 0.5), ("b", "a", 0.6), ("a", "x", 0.9)), pd.Index(["a", "b"]))
    assert [part.tolist() for part in edges] == [[0], [1], [0.6]]


def test_every_record_has_a_cluster_and_a_singleton_no_score():
    records = members(a1="test", a2="test", b="test", c="none")
    edges = read_edges(neighbours(("a1", "a2", 0.9), ("b", "c", 0.2)), pd.Index(records["record"]))
    found = cluster(records, edges, cut=0.5)
    assert found["cluster"].tolist() == ["a1", "a1", "b", "c"]
    assert found["score"].fillna(-1).tolist() == [0.9, 0.9, -1, -1]


def test_the_cut_lies_midway_and_without_validation_it_is_the_default():
    records = members(a1="val", a2="val", b="val", c="test")
    found = neighbours(("a1", "a2", 0.9), ("a2", "b", 0.3), ("b", "c", 0.99))
    tuned = tune_cut(read_validation(found, records), default=0.1)
    assert tuned == (pytest.approx(0.6), 1.0, 3)
    unlabelled = records.assign(split="none")
    assert tune_cut(read_validation(found, unlabelled), default=0.1) == (0.1, None, 0)


def test_the_image_weight_is_the_one_that_clusters_best():
    records = members(a1="val", a2="val", b1="val", b2="val")
    right, wrong = np.float32([[1, 0], [1, 0], [0, 1], [0, 1]]), np.float32([[1, 0], [0, 1], [1, 0], [0, 1]])
    objective = objective_of("cluster", k=10)
    weight, tried = tune_weight(
        records, (right, wrong), weights=[0.1, 0.3, 0.5, 0.7, 0.9], objective=objective
    )
    by_weight = tried.set_index("value")
    assert by_weight.loc[0.1, "score"] < 1 and by_weight.loc[0.5, "score"] < 1
    assert weight == 0.7 and by_weight.loc[0.7, ["score", "n", "objective"]].tolist() == [1, 4, "precision"]


def test_records_of_one_page_that_a_third_joins_are_counted():
    records = members(a1="none", a2="none", a3="none", b1="none", b2="none")
    records["page"] = ["one", "two", "one", "one", None]
    found = neighbours(("a1", "a2", 0.9), ("a2", "a3", 0.8), ("b1", "b2", 0.9))
    edges = read_edges(found, pd.Index(records["record"]))
    graph = Graph(edges, found["score"].to_numpy(), np.empty(0))
    counts = [
        cluster_row(graph, records, tuned=Cut(cut, None, 0), settings=SETTINGS)[1]["same_page"]
        for cut in (0.5, 0.85)
    ]
    assert counts == [2, 0]


@pytest.fixture
def planted():
    """Records of planted clusters, one of them without image, and their neighbours."""
    records = members(
        a1="val", a2="val", b1="val", c1="test", c2="test", c3="test", d1="test", u1="none", u2="none"
    )
    vectors = np.float32(
        [[1, 0, 0, 0]] * 2 + [[0, 1, 0, 0]] + [[0, 0, 1, 0]] * 3 + [[0] * 4] + [[0, 0, 0, 1]] * 2
    )
    return records, search_neighbours(records, vectors + np.float32(0.05) * vectors[::-1], k=10)


def clustered(records, file, *, settings=SETTINGS):
    """Cluster by one row of images alone: memberships, cuts and the clusters listed."""
    choices = pd.DataFrame(columns=tables.CHOICES.names)
    memberships, cuts = cluster_rows(
        records, [file], choices=choices, rows=[ROW], settings=settings, default=0.5
    )
    return memberships, cuts, list_clusters(records, [file], cuts=cuts, row=ROW, settings=settings)


def test_validation_and_test_are_clustered_each_alone_and_all_are_listed(planted, write_neighbours):
    records, found = planted
    memberships, cuts, listed = clustered(
        records, write_neighbours(found, ROW), settings={**SETTINGS, "giant": 2}
    )
    frames.check(memberships, tables.MEMBERSHIPS, where="test")
    frames.check(cuts, tables.CUTS, where="test")
    by_record = memberships.set_index("record")["cluster"]
    assert by_record.to_dict() == {
        "a1": "a1", "a2": "a1", "b1": "b1", "c1": "c1", "c2": "c1", "c3": "c1", "d1": "d1",
    }  # fmt: skip
    chosen = ["ari", "records", "image_weight", "full", "giants", "same_page"]
    assert cuts.loc[0, chosen].tolist() == [1, 3, 1.0, 0, 1, 0]
    frames.check(listed, tables.CLUSTERS, where="test")
    assert len(listed) == len(records)
    assert listed["size"].is_monotonic_decreasing and listed.loc[listed["giant"], "record_id"].tolist() == [
        "c1",
        "c2",
        "c3",
    ]
    alike = listed.set_index("record_id")["cluster_id"]
    assert alike["u1"] == alike["u2"] == "u1"
    assert listed.set_index("record_id").loc["u1", ["caption", "split", "image"]].tolist() == [
        "caption u1", "none", "page u1",
    ]  # fmt: skip


def test_a_row_of_no_single_ocr_lists_the_clean_captions_first(planted, write_neighbours):
    records, found = planted
    records = records.assign(clean=["a better one", ""] + [None] * (len(records) - 2))
    *_, listed = clustered(records, write_neighbours(found, ROW))
    captions = listed.set_index("record_id")["caption"]
    assert captions[["a1", "a2", "b1"]].tolist() == ["a better one", "caption a2", "caption b1"]


def test_a_model_to_carry_brings_the_cut_of_its_row_alone(planted, write_neighbours, make_carried):
    records, found = planted
    row = {"method": "carried_all_evidence", "modality": "all", "ocr": "clean", "seed": 0}
    other = row | {"method": "carried_visual", "modality": "visual"}
    _, cuts = cluster_rows(
        records.assign(entity=None),
        [write_neighbours(found, row, other)],
        choices=pd.DataFrame(columns=tables.CHOICES.names),
        rows=[row, other],
        settings=SETTINGS,
        default=0.5,
        carried=make_carried(threshold=0.125),
    )
    assert cuts.loc[0, ["cut", "records"]].tolist() == [0.125, 0] and cuts["ari"].isna().all()
    assert cuts.loc[1, "cut"] != 0.125


def test_folds_are_clustered_apart_and_each_record_is_listed_once(planted, write_neighbours):
    records, found = planted
    folds = {"val": 2, "test": 1, "none": None}
    folded = records.assign(fold=records["split"].map(folds), split=records["split"].replace("val", "test"))
    memberships, cuts, listed = clustered(folded, write_neighbours(found, ROW))
    frames.check(memberships, tables.MEMBERSHIPS, where="test")
    tested = memberships[memberships["split"] == "test"].set_index("record")["cluster"]
    assert (tested["c2"], tested["a2"]) == ("1:c1", "2:a1")
    assert cuts["fold"].tolist() == [1, 2]
    assert sorted(listed["record_id"]) == sorted(records["record"])


def test_folds_are_clustered_as_datasets_of_their_splits(planted, write_neighbours):
    """Naive oracle: each fold's records as a dataset of its own."""
    records, found = planted
    folded = records.assign(fold=[1, 1, 2, 2, 2, 3, 3, None, None], split=["test"] * 7 + ["none"] * 2)
    tables_by_fold = {1: found, 2: found.assign(score=found["score"] * 0.9), 3: found[found["rank"] == 1]}
    memberships, cuts, _ = clustered(folded, write_neighbours(tables_by_fold, ROW))
    for fold, table in tables_by_fold.items():
        own = in_fold(folded, fold).drop(columns="fold")
        file = write_neighbours(table, ROW, name="alone.parquet")
        expected, cut, _ = clustered(own, file)
        part = memberships[memberships["fold"] == fold].reset_index(drop=True)
        assert part["cluster"].tolist() == [f"{fold}:{name}" for name in expected["cluster"]]
        assert part["record"].tolist() == expected["record"].tolist()
        pd.testing.assert_frame_equal(
            cuts[cuts["fold"] == fold].drop(columns="fold").reset_index(drop=True), cut.drop(columns="fold")
        )


def test_without_an_edge_among_validation_records_the_cut_is_the_default():
    records = members(a1="val", a2="val", b1="test")
    found = neighbours(("a1", "b1", 0.02))
    assert tune_cut(read_validation(found, records), default=0.75) == (0.75, None, 2)
