"""The choice of threshold and image weight on validation, against trying everything."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.linkage.candidates.encoder_rows import tune_weight
from clippings.linkage.decision.thresholds import best_threshold, tune_threshold
from clippings.linkage.tuning import objective_of
from clippings.truth import judge

TOP1 = objective_of("link", k=10)
OUTCOMES = st.lists(
    st.tuples(st.sampled_from([None, 0.2, 0.4, 0.6, 0.8]), st.booleans(), st.sampled_from([0, 0.5, 1])),
    min_size=1,
    max_size=15,
).filter(lambda rows: any(row[0] is not None for row in rows))


def accuracy(rows, threshold):
    right = 0.0
    for score, matched, top1 in rows:
        linked = score is not None and score >= threshold
        right += top1 if matched and linked else float(not matched and not linked)
    return right / len(rows)


@given(OUTCOMES)
def test_no_threshold_is_better_and_none_as_good_is_lower(rows):
    rows = [(s, m, t if m and s is not None else 0) for s, m, t in rows]
    judged = pd.DataFrame(rows, columns=["score", "matched", "top1"]).astype({"score": float, "top1": float})
    threshold, found = best_threshold(judged)
    tried = {cut: accuracy(rows, cut) for cut in (0.1, 0.3, 0.5, 0.7, 0.9)}
    assert found == pytest.approx(max(tried.values()))
    assert accuracy(rows, threshold) == pytest.approx(found)
    lowest = min(cut for cut, value in tried.items() if value == pytest.approx(found))
    assert sum(s is not None and s >= lowest for s, *_ in rows) == sum(
        s is not None and s >= threshold for s, *_ in rows
    )


@pytest.fixture
def records(make_records):
    return make_records(
        ("q1", "query", "val", "a", "甲"),
        ("q2", "query", "val", "lost", "乙"),
        ("q3", "query", "test", "b", "丙"),
        ("t1", "target", "val", "a", "甲"),
        ("t2", "target", "test", "b", "丙"),
    )


def test_the_threshold_lies_between_the_match_and_the_rest(records):
    rows = [("q1", "t1", 1, 0.9), ("q2", "t1", 1, 0.5), ("q3", "t1", 1, 0.99)]
    neighbours = pd.DataFrame(rows, columns=["query", "target", "rank", "score"])
    judged = judge(neighbours, records)
    chosen = tune_threshold(judged[judged["split"] == "val"], default=0.1)
    assert chosen == {"threshold": pytest.approx(0.7), "accuracy": 1.0, "queries": 2}


def test_without_a_scored_query_the_default_stands():
    unscored = pd.DataFrame({"score": [np.nan, np.nan], "matched": [True, False], "top1": [0.0, 0.0]})
    assert tune_threshold(unscored, default=0.6) == {"threshold": 0.6, "accuracy": None, "queries": 2}
    assert tune_threshold(unscored.head(0), default=0.6)["threshold"] == 0.6


def test_the_weight_with_the_best_validation_accuracy_wins(make_records):
    records = make_records(
        ("q1", "query", "val", "a", ""),
        ("t1", "target", "val", "a", ""),
        ("t2", "target", "train", "b", ""),
    )
    # The image says t1, the text says t2 more strongly: only a heavy image is right.
    visual = np.float32([[1, 0, 0], [0.9, 0.436, 0], [0, 0, 1]])
    language = np.float32([[0, 1, 0], [0, 0, 1], [0, 1, 0]])
    weight, tried = tune_weight(
        records, (visual, language), weights=[0.1, 0.3, 0.5, 0.7, 0.9], objective=TOP1
    )
    by_weight = dict(zip(tried["value"], tried["score"], strict=True))
    assert by_weight[0.1] == 0 and by_weight[0.9] == 1
    assert weight == min(w for w, top1 in by_weight.items() if top1 == 1)
    chosen = tried[tried["chosen"]]
    assert chosen[["value", "score", "n", "objective", "setting"]].values.tolist() == [
        [weight, 1, 1, "top1", "image_weight"]
    ]


def test_equal_weights_fall_to_the_even_one_and_no_truth_leaves_it(records):
    vectors = np.eye(5, dtype=np.float32)
    weight, _ = tune_weight(records, (vectors, vectors), weights=[0.2, 0.4, 0.6, 0.9], objective=TOP1)
    assert weight == 0.4
    unknown = records.assign(entity=None, homonym=None, split="none")
    weight, tried = tune_weight(unknown, (vectors, vectors), weights=[0.1, 0.5, 0.9], objective=TOP1)
    assert weight == 0.5 and tried["n"].tolist() == [0, 0, 0]
