"""Scores on data whose accuracy is known."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.evaluation.scores import score_all
from clippings.linkage.outcomes import judge_rows

ROW = {"method": "levenshtein", "supervision": "none", "modality": "string", "ocr": "noisy", "seed": None}


@pytest.fixture
def neighbour_file(tmp_path):
    rows = [("q1", "t1", 1, 0.9), ("q2", "t1", 1, 0.5), ("q3", "t1", 1, 0.5), ("q3", "t2", 2, 0.5)]
    neighbours = pd.DataFrame(rows, columns=["query", "target", "rank", "score"])
    frames.write(neighbours, tmp_path / "neighbours.parquet", tables.NEIGHBOURS)
    return tmp_path / "neighbours.parquet"


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


def scored(folds, neighbour_file, *, default=0.5, rows=(ROW,)):
    judged = [
        judge_rows(records, [neighbour_file] * len(rows), rows=rows, weight_files=[], default=default)
        for records in folds
    ]
    outcomes, thresholds, _ = zip(*judged, strict=True)
    return score_all(outcomes, thresholds, rows=rows, dataset="toy", resamples=100, seed=0)[0]


def test_matched_queries_and_all_are_scored(records, neighbour_file):
    scores = scored([records], neighbour_file)
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
    assert found[["ece", "ece_low", "ece_high", "image_weight"]].isna().all()


def test_a_stricter_threshold_refuses_more(records, neighbour_file):
    found = scored([records], neighbour_file, default=0.7).loc[0]
    assert found[["matched_recall", "no_match_recall", "top1"]].tolist() == [0.5, 1, 0.75]
    assert found["accuracy"] == pytest.approx(2 / 3)


def test_without_unmatched_queries_their_recall_is_empty(records, neighbour_file):
    scores = scored([records[records["record"] != "q2"]], neighbour_file)
    frames.check(scores, tables.SCORES, where="test")
    assert scores["no_match_recall"].isna().all()
    assert scores.loc[0, ["accuracy", "matched_recall"]].tolist() == [0.75, 0.75]


def test_folds_are_scored_as_one(records, neighbour_file):
    split = records["split"].where(records["record"] != "q1", "train")
    other = records["split"].where(records["record"].isin(["q1", "t1", "t2"]), "train")
    folds = [records.assign(split=split), records.assign(split=other)]
    whole, folded = scored([records], neighbour_file), scored(folds, neighbour_file)
    pd.testing.assert_frame_equal(whole, folded)


def test_each_seed_is_a_row_with_its_own_interval(records, neighbour_file):
    rows = [ROW, {**ROW, "seed": 0}, {**ROW, "seed": 1}]
    scores = scored([records], neighbour_file, rows=rows)
    assert scores["seed"].fillna(-1).tolist() == [-1, 0, 1]
    assert scores["top1_low"].nunique() == 1


def test_a_test_split_without_matches_is_said_in_one_line(make_records, neighbour_file):
    records = make_records(("q1", "query", "val", "a", ""), ("t1", "target", "val", "a", ""))
    with pytest.raises(
        ValueError, match=r"toy: no test query has an acceptable target, expected at least one"
    ):
        scored([records], neighbour_file)
