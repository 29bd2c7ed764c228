"""Links of a dataset in folds, and one-to-one links."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.linkage.links import choose, link_folds, list_candidates

NO_KNOTS = pd.DataFrame(columns=tables.CALIBRATION.names).astype({"score": float, "probability": float})
ROWS = [{"method": "levenshtein", "ocr": "noisy", "seed": None}]


def records_of(make_records, tested):
    """Two queries, of which `tested` is in the test split, and two targets."""
    splits = {query: "test" if query == tested else "train" for query in ("q1", "q2")}
    return make_records(
        ("q1", "query", splits["q1"], "a", "甲"),
        ("q2", "query", splits["q2"], "b", "乙"),
        ("t1", "target", "train", "a", "甲"),
        ("t2", "target", "train", "b", "乙"),
    )


@pytest.fixture
def neighbours():
    rows = [("q1", "t1", 1, 0.9), ("q1", "t2", 2, 0.8), ("q2", "t1", 1, 0.8), ("q2", "t2", 2, 0.1)]
    return pd.DataFrame(rows, columns=["query", "target", "rank", "score"])


def write_neighbours(neighbours, folder, count):
    for number in range(count):
        frames.write(neighbours, folder / f"{number}.parquet", tables.NEIGHBOURS)
    return [folder / f"{number}.parquet" for number in range(count)]


def thresholds_of(*values):
    return [
        pd.DataFrame([{"method": "levenshtein", "ocr": "noisy", "seed": None, "threshold": value}])
        for value in values
    ]


def test_each_fold_links_its_test_queries_by_its_own_threshold(make_records, neighbours, tmp_path):
    links = link_folds(
        [records_of(make_records, "q1"), records_of(make_records, "q2")],
        write_neighbours(neighbours, tmp_path, 2),
        thresholds=thresholds_of(0.95, 0.5),
        calibration=[NO_KNOTS, NO_KNOTS],
        rows=ROWS,
        assignment="none",
        k=1,
    )
    assert links[["query_id", "target_id", "decision"]].to_numpy().tolist() == [
        ["q1", "t1", "no match"],
        ["q2", "t1", "link"],
    ]
    frames.check(links, tables.LINKS, where="links")


def test_a_dataset_without_folds_links_every_query(make_records, neighbours, tmp_path):
    links = link_folds(
        [records_of(make_records, "q1")],
        write_neighbours(neighbours, tmp_path, 1),
        thresholds=thresholds_of(0.5),
        calibration=[NO_KNOTS],
        rows=ROWS,
        assignment="none",
        k=10,
    )
    assert links["query_id"].unique().tolist() == ["q1", "q2"]


@pytest.mark.parametrize(
    ("assignment", "threshold", "linked"),
    [
        ("none", 0.5, [("q1", "t1"), ("q2", "t1")]),
        ("greedy", 0.05, [("q1", "t1"), ("q2", "t2")]),
        ("greedy", 0.5, [("q1", "t1")]),
        ("optimal", 0.5, [("q1", "t2"), ("q2", "t1")]),
        ("optimal", 0.85, [("q1", "t1")]),
    ],
)
def test_an_assignment_may_link_a_later_candidate(make_records, neighbours, assignment, threshold, linked):
    candidates = list_candidates(
        records_of(make_records, "q1"), neighbours, ocr="noisy", threshold=threshold, knots=NO_KNOTS, k=10
    )
    links = choose(candidates, assignment)
    found = links[links["decision"] == "link"]
    assert list(zip(found["query_id"], found["target_id"], strict=True)) == linked
    assert len(links) == 4


@pytest.mark.parametrize("assignment", ["greedy", "optimal"])
def test_one_to_one_holds_over_all_folds(assignment, make_records, neighbours, tmp_path):
    links = link_folds(
        [records_of(make_records, "q1"), records_of(make_records, "q2")],
        write_neighbours(neighbours, tmp_path, 2),
        thresholds=thresholds_of(0.5, 0.05),
        calibration=[NO_KNOTS, NO_KNOTS],
        rows=ROWS,
        assignment=assignment,
        k=2,
    )
    linked = links[links["decision"] == "link"]
    assert linked["query_id"].tolist() == ["q1", "q2"] and linked["target_id"].is_unique
