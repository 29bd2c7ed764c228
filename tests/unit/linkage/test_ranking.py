"""The k best and all ties with the first, against a sort of everything."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from clippings.linkage.ranking import COLUMNS_PER_GROUP, best_of_rows, rank


def sorted_rows(scores, k):
    """Sort every row by (score falling, column): the oracle."""
    found = []
    for row, values in enumerate(scores):
        order = sorted(range(len(values)), key=lambda column: (-values[column], column))
        best = [c for place, c in enumerate(order) if place < k or values[c] == values[order[0]]]
        found += [(row, column, float(values[column])) for column in best]
    return found


@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 30), st.integers(1, 12))
def test_small_tables_with_many_ties(seed, rows, columns, k):
    scores = np.random.default_rng(seed).integers(0, 4, (rows, columns)).astype(np.float32)
    assert list(zip(*best_of_rows(scores, k), strict=True)) == sorted_rows(scores, k)


def test_wide_tables_are_bounded_by_groups_of_columns():
    rng = np.random.default_rng(0)
    for width in (COLUMNS_PER_GROUP * 10, COLUMNS_PER_GROUP * 23 + 5):
        scores = (rng.integers(0, 50, (7, width)) / 50).astype(np.float32)
        assert list(zip(*best_of_rows(scores, 10), strict=True)) == sorted_rows(scores, 10)


def test_the_last_columns_count_though_they_fill_no_group():
    scores = np.zeros((1, COLUMNS_PER_GROUP * 3 + 2), np.float32)
    scores[0, -1], scores[0, 5] = 1.0, 0.5
    _, columns, _ = best_of_rows(scores, 2)
    assert columns.tolist() == [scores.shape[1] - 1, 5]


def test_ranks_follow_score_then_target_id():
    pairs = pd.DataFrame({"query": ["q"] * 4, "target": ["d", "a", "c", "b"], "score": [0.9, 0.9, 0.5, 0.5]})
    ranked = rank(pairs, k=3)
    assert ranked["target"].tolist() == ["a", "d", "b"]
    assert ranked["rank"].tolist() == [1, 2, 3]


def test_all_ties_with_the_first_are_kept_beyond_k():
    pairs = pd.DataFrame({"query": "q", "target": list("abcd"), "score": [1.0, 1.0, 1.0, 0.2]})
    assert rank(pairs, k=1)["target"].tolist() == ["a", "b", "c"]
