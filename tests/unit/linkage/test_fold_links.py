"""Links of a dataset in folds, and one-to-one links."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.linkage.decision.links import assign_greedily, choose, link_queries, list_candidates

ROW = {"method": "levenshtein", "ocr": "noisy", "seed": None}
TEXTS = pd.Series({"q1": "甲", "q2": "乙", "t1": "甲", "t2": "乙"})
NO_KNOTS = pd.DataFrame(columns=tables.CALIBRATION.names).astype({"score": float, "probability": float})


@pytest.fixture
def records(make_records):
    """Three queries, of which the folds 1 and 2 test one each and none the third, and two targets."""
    records = make_records(
        ("q1", "query", "test", "a", "甲"),
        ("q2", "query", "test", "b", "乙"),
        ("q3", "query", "none", None, "丙", None),
        ("t1", "target", "test", "a", "甲"),
        ("t2", "target", "test", "b", "乙"),
    )
    return records.assign(fold=[1, 2, None, 1, 2])


@pytest.fixture
def neighbours():
    rows = [("q1", "t1", 1, 0.9), ("q1", "t2", 2, 0.8), ("q2", "t1", 1, 0.8), ("q2", "t2", 2, 0.1)]
    return pd.DataFrame(rows, columns=["query", "target", "rank", "score"])


def link(records, file, by_fold, *, assignment="none", k=2):
    """Link by the threshold of each fold."""
    thresholds = pd.DataFrame([{**ROW, "fold": fold, "threshold": value} for fold, value in by_fold.items()])
    (links,) = link_queries(
        records,
        [file],
        thresholds=thresholds,
        calibration=NO_KNOTS,
        rows=[ROW],
        assignment=assignment,
        k=k,
    )
    return links


def test_each_fold_links_the_queries_it_tests_by_its_own_threshold(records, neighbours, write_neighbours):
    links = link(records, write_neighbours(neighbours, ROW), {1: 0.95, 2: 0.5}, k=1)
    assert links[["query_id", "decision"]].to_numpy().tolist() == [
        ["q1", "no match"],
        ["q2", "link"],
        ["q3", "no match"],
    ]
    assert links["target_id"].tolist()[:2] == ["t1", "t1"]
    frames.check(links, tables.LINKS, where="links")


def test_a_query_of_no_fold_is_decided_by_the_first(records, neighbours, write_neighbours):
    third = pd.DataFrame([("q3", "t2", 1, 0.7)], columns=neighbours.columns)
    file = write_neighbours({1: pd.concat([neighbours, third]), 2: third.assign(target="t1")}, ROW)
    links = link(records, file, {1: 0.6, 2: 0.8}).set_index("query_id")
    assert links.loc["q3", ["target_id", "decision"]].tolist() == ["t2", "link"]


def test_a_dataset_without_folds_links_every_query(records, neighbours, write_neighbours):
    links = link(records.assign(fold=None), write_neighbours(neighbours, ROW), {0: 0.5}, k=10)
    assert links["query_id"].unique().tolist() == ["q1", "q2", "q3"]


@pytest.mark.parametrize(
    ("assignment", "threshold", "linked"),
    [
        ("none", 0.5, [("q1", "t1"), ("q2", "t1")]),
        ("greedy", 0.05, [("q1", "t1"), ("q2", "t2")]),
        ("greedy", 0.5, [("q1", "t1")]),
    ],
)
def test_an_assignment_may_link_a_later_candidate(records, neighbours, assignment, threshold, linked):
    candidates = list_candidates(
        records["record"][:2], neighbours, texts=TEXTS, threshold=threshold, knots=NO_KNOTS, k=10
    )
    good = candidates[candidates["good"]]
    links = choose(candidates, assign_greedily(good) if assignment == "greedy" else None)
    found = links[links["decision"] == "link"]
    assert list(zip(found["query_id"], found["target_id"], strict=True)) == linked
    assert len(links) == 4


def test_one_to_one_holds_over_all_folds(records, neighbours, write_neighbours):
    links = link(records, write_neighbours(neighbours, ROW), {1: 0.5, 2: 0.05}, assignment="greedy")
    linked = links[links["decision"] == "link"]
    assert linked["query_id"].tolist() == ["q1", "q2"] and linked["target_id"].is_unique
