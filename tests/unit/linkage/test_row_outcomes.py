"""Outcomes of queries: what validation teaches, and the decisions that follow."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.evaluation.outcomes import by_query, of_test
from clippings.folds import in_fold
from clippings.linkage.decision.outcomes import decide, judge_row, judge_rows
from clippings.rows import of_row

STRING = {"method": "levenshtein", "modality": "string", "ocr": "noisy", "seed": None}
SUP = {"method": "sup_multimodal", "modality": "multimodal", "ocr": "noisy", "seed": 0}


@pytest.fixture
def records(make_records):
    return make_records(
        ("q1", "query", "val", "a", ""),
        ("q2", "query", "val", "lost", ""),
        ("q3", "query", "test", "b", ""),
        ("q4", "query", "test", "gone", ""),
        ("q5", "query", "test", "b", ""),
        ("q6", "query", "train", "a", ""),
        ("q7", "query", "none", None, "", None),
        ("t1", "target", "val", "a", ""),
        ("t2", "target", "test", "b", ""),
    )


@pytest.fixture
def neighbours():
    rows = [("q1", "t1", 0.9), ("q2", "t1", 0.5), ("q3", "t2", 0.8), ("q4", "t1", 0.6), ("q6", "t1", 1.0)]
    return pd.DataFrame(rows, columns=["query", "target", "score"]).assign(rank=1)


def choices(*weights, row=SUP):
    """Make the table of choices of one row, of image weights by fold, one more tried in each."""
    rows = [(fold, value, value == weight) for fold, weight in weights for value in (weight, 0.9)]
    tried = pd.DataFrame(rows, columns=["fold", "value", "chosen"])
    return tried.assign(setting="image_weight", method=row["method"], ocr=row["ocr"], seed=row["seed"])


def test_each_query_is_decided_by_what_validation_taught(records, neighbours, write_neighbours):
    outcomes, thresholds, calibration = judge_rows(
        records,
        [write_neighbours(neighbours, STRING, SUP)],
        choices=choices((0, 0.3)),
        rows=[STRING, SUP],
        default=0.1,
    )
    frames.check(outcomes, tables.OUTCOMES, where="test")
    frames.check(calibration, tables.CALIBRATION, where="test")
    assert thresholds["image_weight"].isna().tolist() == [True, False]
    assert thresholds["image_weight"][1] == 0.3
    assert thresholds["threshold"].tolist() == pytest.approx([0.7, 0.7])
    assert thresholds[["accuracy", "queries"]].values.tolist() == [[1, 2]] * 2
    own = of_row(outcomes, SUP).set_index("query")
    assert own.index.tolist() == ["q1", "q2", "q3", "q4", "q5"]
    assert own["linked"].tolist() == [True, False, True, False, False]
    assert own["right"].tolist() == [1, 1, 1, 1, 0]
    # Validation: 0 at .5 and 1 at .9, linear between; a query without a neighbour has no chance.
    assert own["probability"].tolist() == pytest.approx([1, 0, 0.75, 0.25, 0])


def test_without_truth_the_default_threshold_stands_and_nothing_is_judged(
    records, neighbours, write_neighbours
):
    unknown = records.assign(entity=None, homonym=None, split="none")
    outcomes, thresholds, calibration = judge_rows(
        unknown, [write_neighbours(neighbours, STRING)], choices=choices(), rows=[STRING], default=0.6
    )
    assert len(frames.check(outcomes, tables.OUTCOMES, where="test")) == 0
    assert len(frames.check(calibration, tables.CALIBRATION, where="test")) == 0
    found = frames.check(thresholds, tables.THRESHOLDS, where="test")
    assert found[["threshold", "queries"]].values.tolist() == [[0.6, 0]]
    assert found["accuracy"].isna().all()


def judged(*rows):
    found = pd.DataFrame(rows, columns=["split", "matched", "score", "top1"])
    return found.astype({"score": float, "top1": float})


def test_right_is_the_chance_that_the_decision_is_right():
    found = decide(
        judged(
            ("test", True, 0.8, 0.5),
            ("test", True, 0.4, 1),
            ("test", False, 0.8, 0),
            ("test", False, 0.4, 0),
            ("test", True, np.nan, 0),
            ("test", False, np.nan, 0),
        ),
        threshold=0.5,
        knots=pd.DataFrame({"score": [], "probability": []}),
    )
    assert found["right"].tolist() == [0.5, 0, 0, 1, 0, 1]
    assert found["probability"].isna().all()


def test_validation_of_one_kind_is_said(monkeypatch):
    said = []
    monkeypatch.setattr("clippings.running.say", said.append)
    judge_row(judged(("val", True, 0.8, 1), ("test", True, 0.3, 0)), default=0.5, name="jaccard/noisy")
    judge_row(judged(("test", True, 0.3, 0)), default=0.5, name="jaccard/clean")
    assert said == [
        "jaccard/noisy: 1 validation queries give one probability for every score",
        "jaccard/clean: 0 validation queries give no probabilities",
    ]


def test_a_row_is_found_by_method_ocr_and_seed():
    table = pd.DataFrame(
        {"method": ["a", "a", "a", "b"], "ocr": ["noisy", "noisy", "clean", "noisy"], "seed": [0, 1, 0, None]}
    )
    assert of_row(table, {"method": "a", "ocr": "noisy", "seed": 1}).index.tolist() == [1]
    assert of_row(table, {"method": "b", "ocr": "noisy", "seed": None}).index.tolist() == [3]


def test_images_or_texts_alone_have_the_weight_of_one_modality(records, neighbours, write_neighbours):
    rows = [{**SUP, "method": f"sup_{name}", "modality": name} for name in ("visual", "language")]
    file = write_neighbours(neighbours, *rows)
    _, thresholds, _ = judge_rows(records, [file], choices=choices(), rows=rows, default=0.1)
    assert thresholds["image_weight"].tolist() == [1.0, 0.0]


def test_folds_are_judged_as_datasets_of_their_splits(records, neighbours, write_neighbours):
    """Naive oracle: each fold's records as a dataset of its own."""
    folded = records.assign(fold=[1, 2, 3, 1, 2, 3, None, 1, 2], split="test")
    file = write_neighbours({1: neighbours, 2: neighbours.assign(score=0.6), 3: neighbours[:3]}, SUP)
    outcomes, thresholds, calibration = judge_rows(
        folded, [file], choices=choices((1, 0.1), (2, 0.2), (3, 0.3)), rows=[SUP], default=0.1
    )
    frames.check(outcomes, tables.OUTCOMES, where="test")
    assert thresholds["image_weight"].tolist() == [0.1, 0.2, 0.3]
    for fold, table in {1: neighbours, 2: neighbours.assign(score=0.6), 3: neighbours[:3]}.items():
        alone = judge_rows(
            in_fold(folded, fold).drop(columns="fold"),
            [write_neighbours(table, SUP, name="alone.parquet")],
            choices=choices((0, fold / 10)),
            rows=[SUP],
            default=0.1,
        )
        for together, own in zip((outcomes, thresholds, calibration), alone, strict=True):
            part = together[together["fold"] == fold].drop(columns="fold").reset_index(drop=True)
            pd.testing.assert_frame_equal(part, own.drop(columns="fold"), check_dtype=False)


def test_outcomes_spread_over_rows_in_their_order(records, neighbours, write_neighbours):
    rows = [SUP, {**SUP, "seed": 1}, STRING]
    outcomes, *_ = judge_rows(
        records, [write_neighbours(neighbours, *rows)], choices=choices((0, 0.3)), rows=rows, default=0.1
    )
    outcomes.loc[outcomes["seed"] == 1, "top1"] = 0.0
    spread, entities = by_query(of_test(outcomes), "top1")
    assert spread.columns.tolist() == [("sup_multimodal", "noisy"), ("levenshtein", "noisy")]
    assert spread.index.tolist() == ["q3", "q4", "q5"]
    assert spread.to_numpy().tolist() == [[0.5, 1], [0, 0], [0, 0]]
    assert entities.tolist() == ["b", "gone", "b"]
