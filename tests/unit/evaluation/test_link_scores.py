"""Scores on data whose accuracy is known."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.evaluation.outcomes import of_test
from clippings.evaluation.scores import score_rows
from clippings.linkage.decision.outcomes import judge_rows

ROW = {"method": "levenshtein", "supervision": "none", "modality": "string", "ocr": "noisy", "seed": None}


@pytest.fixture
def records(make_records):
    return make_records(
        ("q1", "query", "test", "a", ""),
        ("q2", "query", "test", "lost", ""),
        ("q3", "query", "test", "b", ""),
        ("q4", "query", "train", "a", ""),
        ("t1", "target", "test", "a", ""),
        ("t2", "target", "test", "b", ""),
    )


@pytest.fixture
def scored(write_neighbours):
    """Judge and score records by rows that all have the same neighbours."""
    found = [("q1", "t1", 1, 0.9), ("q2", "t1", 1, 0.5), ("q3", "t1", 1, 0.5), ("q3", "t2", 2, 0.5)]
    neighbours = pd.DataFrame(found, columns=["query", "target", "rank", "score"])
    choices = pd.DataFrame(columns=tables.CHOICES.names)

    def scored(records, *, default=0.5, rows=(ROW,)):
        file = write_neighbours(neighbours, *rows)
        outcomes, thresholds, _ = judge_rows(records, [file], choices=choices, rows=rows, default=default)
        return score_rows(of_test(outcomes), thresholds, rows=rows, dataset="toy", resamples=100, seed=0)[0]

    return scored


def test_matched_queries_and_all_are_scored(records, scored):
    scores = scored(records)
    frames.check(scores, tables.SCORES, where="test")
    found = scores.loc[0]
    assert found[["n", "top1", "top1_any_tie", "recall_at_10"]].tolist() == [2, 0.75, 1, 1]
    assert found[["n_all", "threshold", "no_match_recall", "matched_recall"]].tolist() == [3, 0.5, 0, 0.75]
    assert found["accuracy"] == pytest.approx(1.5 / 3)
    assert found["top1_low"] <= 0.75 <= found["top1_high"]
    assert found["accuracy_low"] <= 0.5 <= found["accuracy_high"]
    # q1 first, without an error; then q2 and q3 in either order, 1.5 errors of two.
    assert found["aurc"] == pytest.approx(np.mean([0, 0.75 / 2, 1.5 / 3]))
    assert found["aurc_low"] <= found["aurc"] <= found["aurc_high"]
    # Of q1 alone a hundredth of the links is wrong at most; the candidates of no other row are united.
    assert (found["coverage"], found["coverage_low"], found["coverage_high"]) == (1 / 3, 0, 1)
    assert found[["union_recall", "union_recall_low"]].isna().all()
    assert found[["ece", "ece_low", "ece_high", "image_weight"]].isna().all()


def test_a_stricter_threshold_refuses_more(records, scored):
    found = scored(records, default=0.7).loc[0]
    assert found[["matched_recall", "no_match_recall", "top1"]].tolist() == [0.5, 1, 0.75]
    assert found["accuracy"] == pytest.approx(2 / 3)


def test_without_unmatched_queries_their_recall_is_empty(records, scored):
    scores = scored(records[records["record"] != "q2"])
    frames.check(scores, tables.SCORES, where="test")
    assert scores["no_match_recall"].isna().all()
    assert scores.loc[0, ["accuracy", "matched_recall"]].tolist() == [0.75, 0.75]


def test_folds_are_scored_as_one(records, scored):
    every = records.assign(split="test")
    whole, folded = scored(every), scored(every.assign(fold=[1, 2, 3, 1, 1, 2]))
    # Thresholds are those of each fold; the neighbours, and so the accuracy of the first, are the same.
    same = [name for name in whole if name.startswith(("n", "top1", "recall")) and "no_match" not in name]
    pd.testing.assert_frame_equal(folded[same], whole[same])
    assert {"n_all", "top1_strict", "recall_at_10_low"} <= set(same) and folded.loc[0, "n_all"] == 4


def test_a_query_that_two_folds_test_is_refused():
    outcomes = pd.DataFrame({"method": "a", "ocr": "noisy", "seed": [0, 0, 1], "query": "q1"})
    outcomes["split"] = "test"
    assert len(of_test(outcomes[1:])) == 2
    with pytest.raises(ValueError, match="outcomes: query 'q1' is tested in two folds, expected one"):
        of_test(outcomes)


def test_each_seed_is_a_row_with_its_own_interval(records, scored):
    rows = [ROW, {**ROW, "seed": 0}, {**ROW, "seed": 1}]
    scores = scored(records, rows=rows)
    assert scores["seed"].fillna(-1).tolist() == [-1, 0, 1]
    assert scores["top1_low"].nunique() == 1


def test_all_evidence_has_the_recall_of_all_other_rows_of_its_seed_together(records, outcomes_of):
    """Of q1 and q3, each is found by one row; what rows of another seed find does not count."""
    weighs = {**ROW, "method": "sup_all_evidence", "seed": 0}
    found = {"levenshtein": {"q1"}, "sup_visual": {"q3"}, "sup_all_evidence": set()}
    rows = [ROW, {**ROW, "method": "sup_visual", "seed": 0}, weighs]
    rows += [{**row, "seed": 1} for row in rows[1:]]
    other = {"levenshtein": {"q1"}, "sup_visual": set(), "sup_all_evidence": {"q3"}}
    scores = outcomes_of(rows, lambda row: (other if row["seed"] == 1 else found)[row["method"]])
    assert scores["union_recall"].fillna(-1).tolist() == [-1, -1, 1.0, -1, 0.5]
    assert scores.loc[4, "union_recall_low"] <= 0.5 <= scores.loc[4, "union_recall_high"]
    frames.check(scores, tables.SCORES, where="test")


@pytest.fixture
def outcomes_of(records, write_neighbours):
    """Score rows of which it is said for which queries one of the first ten is acceptable."""

    def scored(rows, recalled):
        neighbours = pd.DataFrame(
            [("q1", "t1", 1, 0.9), ("q3", "t2", 1, 0.5)], columns=["query", "target", "rank", "score"]
        )
        choices = pd.DataFrame(columns=tables.CHOICES.names)
        outcomes, thresholds, _ = judge_rows(
            records, [write_neighbours(neighbours, *rows)], choices=choices, rows=rows, default=0.5
        )
        tested = of_test(outcomes)
        named = zip(tested["query"], tested["method"], tested["seed"].fillna(0), strict=True)
        tested["recall"] = [
            float(query in recalled({"method": method, "seed": seed})) for query, method, seed in named
        ]
        return score_rows(tested, thresholds, rows=rows, dataset="toy", resamples=100, seed=0)[0]

    return scored


def test_a_test_split_without_matches_is_said_in_one_line(make_records, scored):
    records = make_records(("q1", "query", "val", "a", ""), ("t1", "target", "val", "a", ""))
    with pytest.raises(
        ValueError, match=r"toy: no test query has an acceptable target, expected at least one"
    ):
        scored(records)
