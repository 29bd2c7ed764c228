"""Scores and their intervals, on data whose accuracy is known."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.linkage.scores import interval_over_entities, score_all

ROW = {"method": "levenshtein", "supervision": "none", "modality": "string", "ocr": "noisy", "seed": None}


def test_intervals_cover_the_true_accuracy_as_often_as_they_say():
    rng = np.random.default_rng(1)
    covered = 0
    for trial in range(200):
        # Queries of one entity share its fate: independent draws would give intervals far too short.
        sizes = rng.integers(1, 6, 150)
        fates = rng.random(150) < 0.8
        outcomes, entities = pd.Series(np.repeat(fates, sizes)), pd.Series(np.repeat(np.arange(150), sizes))
        low, high = interval_over_entities(outcomes, entities, resamples=400, seed=trial)
        covered += low <= 0.8 <= high
    assert 0.90 <= covered / 200 <= 0.99


def test_an_interval_equals_one_made_in_a_loop():
    outcomes, entities = pd.Series([1, 0, 1, 1, 0.5, 0]), pd.Series(list("aabbcd"))
    found = interval_over_entities(outcomes, entities, resamples=4000, seed=0)
    rng, means = np.random.default_rng(5), []
    for _ in range(4000):
        drawn = rng.choice(list("abcd"), 4)
        means.append(np.concatenate([outcomes[entities == entity] for entity in drawn]).mean())
    assert np.allclose(found, np.percentile(means, [2.5, 97.5]), atol=0.03)


def test_intervals_repeat_with_their_seed():
    outcomes, entities = pd.Series([1.0, 0.0] * 20), pd.Series(range(40))
    first, again, other = (
        interval_over_entities(outcomes, entities, resamples=300, seed=seed) for seed in (0, 0, 1)
    )
    assert first == again != other


@pytest.fixture
def neighbour_file(tmp_path):
    rows = [("q1", "t1", 1, 0.9), ("q2", "t1", 1, 0.5), ("q3", "t1", 1, 0.5), ("q3", "t2", 2, 0.5)]
    neighbours = pd.DataFrame(rows, columns=["query", "target", "rank", "score"])
    frames.write(neighbours, tmp_path / "neighbours.parquet", tables.NEIGHBOURS)
    return tmp_path / "neighbours.parquet"


def test_matched_test_queries_are_scored(make_records, neighbour_file):
    records = make_records(
        ("q1", "query", "test", "a", ""),
        ("q2", "query", "test", "lost", ""),
        ("q3", "query", "test", "b", ""),
        ("q4", "query", "val", "a", ""),
        ("t1", "target", "test", "a", ""),
        ("t2", "target", "test", "b", ""),
    )
    scores = score_all(records, [neighbour_file], rows=[ROW], dataset="toy", resamples=100, seed=0)
    assert scores.loc[0, ["n", "top1", "top1_any_tie", "recall_at_10"]].tolist() == [2, 0.75, 1, 1]
    assert scores.loc[0, "top1_low"] <= 0.75 <= scores.loc[0, "top1_high"]
    frames.check(scores, tables.SCORES, where="test")


def test_a_test_split_without_matches_is_said_in_one_line(make_records, neighbour_file):
    records = make_records(("q1", "query", "val", "a", ""), ("t1", "target", "val", "a", ""))
    with pytest.raises(
        ValueError, match=r"toy: no test query has an acceptable target, expected at least one"
    ):
        score_all(records, [neighbour_file], rows=[ROW], dataset="toy", resamples=100, seed=0)
