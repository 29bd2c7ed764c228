"""The k best and all ties with the first, against a sort of everything."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.linkage.candidates.ranking import (
    COLUMNS_PER_GROUP,
    MOST_TIES,
    Pairs,
    at_least,
    best_of,
    leaders,
    rank,
    sides_of,
)


def sorted_rows(scores, k):
    """Sort every row by (score falling, column): the oracle."""
    found = []
    for row, values in enumerate(scores):
        order = sorted((c for c in range(len(values)) if values[c] > 0), key=lambda c: (-values[c], c))
        best = [c for place, c in enumerate(order) if place < k or values[c] == values[order[0]]]
        found += [(row, column, round(float(values[column]), 6)) for column in best]
    return found


def best(scores, k):
    least = np.take_along_axis(scores, leaders(scores, k), axis=1).min(axis=1)
    rows, columns = at_least(scores, least)
    return list(zip(*best_of(Pairs(rows, columns, scores[rows, columns].astype(float)), k), strict=True))


@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 30), st.integers(1, 12))
def test_small_tables_with_many_ties(seed, rows, columns, k):
    scores = np.random.default_rng(seed).integers(0, 4, (rows, columns)).astype(np.float32)
    assert best(scores, k) == sorted_rows(scores, k)


def test_wide_tables_are_bounded_by_groups_of_columns():
    rng = np.random.default_rng(0)
    for width in (COLUMNS_PER_GROUP * 10, COLUMNS_PER_GROUP * 23 + 5):
        scores = (rng.integers(0, 50, (7, width)) / 50).astype(np.float32)
        assert best(scores, 10) == sorted_rows(scores, 10)


def test_the_last_columns_count_though_they_fill_no_group():
    scores = np.zeros((1, COLUMNS_PER_GROUP * 3 + 2), np.float32)
    scores[0, -1], scores[0, 5] = 1.0, 0.5
    assert [column for _, column, _ in best(scores, 2)] == [scores.shape[1] - 1, 5]


@pytest.mark.parametrize("width", [3, 40, COLUMNS_PER_GROUP * 30 + 7])
def test_leaders_are_distinct_and_hold_the_best(width):
    scores = np.random.default_rng(width).random((5, width)).astype(np.float32)
    found = leaders(scores, 10)
    assert all(len(set(row)) == min(10, width) for row in found.tolist())
    full = COLUMNS_PER_GROUP * (width // COLUMNS_PER_GROUP) or width
    assert all(scores[row, :full].argmax() in columns for row, columns in enumerate(found.tolist()))


def test_scores_that_a_rounding_tells_apart_are_ties():
    close = Pairs(np.zeros(3, int), np.arange(3), np.array([0.5, 0.5 + 1e-9, 0.4]))
    assert best_of(close, 1).columns.tolist() == [0, 1]


def ranked(ids, scores, k, entities=None):
    """Rank targets with these ids and scores for one query of the entity a."""
    names = ["q", *ids]
    sides = ["query", *["target"] * len(ids)]
    records = pd.DataFrame({"record": names, "side": sides, "homonym": None})
    queries, targets = sides_of(records.assign(entity=["a", *(entities or ids)]))
    pairs = Pairs(np.zeros(len(ids), int), np.arange(1, len(ids) + 1), np.array(scores))
    return rank(pairs, queries, targets, k=k)


def test_ranks_follow_score_then_target_id():
    found = ranked("dacb", [0.9, 0.9, 0.5, 0.5], 3)
    assert found["target"].tolist() == ["a", "d", "b"]
    assert found["rank"].tolist() == [1, 2, 3] and found["ties"].isna().all()


def test_ties_with_the_first_are_kept_beyond_k():
    assert ranked("abcd", [1.0, 1.0, 1.0, 0.2], 1)["target"].tolist() == ["a", "b", "c"]


@pytest.mark.parametrize("k", [1, MOST_TIES, MOST_TIES + 20])
def test_of_too_many_ties_the_first_are_kept_and_all_counted(k):
    ids = [f"t{number:03d}" for number in range(300)]
    entities = ["a" if number % 7 == 0 else None if number % 2 else "b" for number in range(300)]
    found = ranked(ids[::-1], [0.5] * 250 + [0.4] * 50, k, entities)
    assert found["target"].tolist() == ids[50 : 50 + max(k, MOST_TIES)]
    right = sum(entity == "a" for entity in entities[:250])
    assert found[["ties", "ties_right", "ties_same"]].drop_duplicates().values.tolist() == [
        [250, right, right]
    ]
