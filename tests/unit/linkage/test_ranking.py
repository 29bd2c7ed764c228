"""The k best and all ties with the first, against a sort of everything."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.linkage.candidates.ranking import COLUMNS_PER_GROUP, Pairs, at_least, best_of, leaders, rank


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


def test_ranks_follow_score_then_target_id():
    pairs = pd.DataFrame({"query": ["q"] * 4, "target": ["d", "a", "c", "b"], "score": [0.9, 0.9, 0.5, 0.5]})
    ranked = rank(pairs, k=3)
    assert ranked["target"].tolist() == ["a", "d", "b"]
    assert ranked["rank"].tolist() == [1, 2, 3]


def test_all_ties_with_the_first_are_kept_beyond_k():
    pairs = pd.DataFrame({"query": "q", "target": list("abcd"), "score": [1.0, 1.0, 1.0, 0.2]})
    assert rank(pairs, k=1)["target"].tolist() == ["a", "b", "c"]
