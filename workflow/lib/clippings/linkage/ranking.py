"""The best candidates of each query: the k best, and everything that ties with the first."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import tables

COLUMNS_PER_GROUP = 64
DECIMALS = 6  # Sums of float32 depend on their order: scores that agree so far are ties.


def best_of_rows(scores: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], ...]:
    """Find in scores (n, m) the k best columns of each row and all that tie with the row's first.

    Gives rows, columns and scores, ordered by (row, score falling, column).
    """
    rows, columns = np.divmod(np.flatnonzero(scores >= _lower_bound(scores, k)), scores.shape[1])
    found = scores[rows, columns]
    order = np.lexsort((columns, -found, rows))
    rows, columns, found = rows[order], columns[order], found[order]
    starts = np.searchsorted(rows, np.arange(len(scores)))
    keep = (np.arange(len(rows)) - starts[rows] < k) | (found == found[starts[rows]])
    return rows[keep], columns[keep], found[keep]


def rank(pairs: pd.DataFrame, *, k: int) -> pd.DataFrame:
    """Rank pairs (query, target, score) by (score falling, target id) into a table of neighbours."""
    pairs = pairs.assign(score=pairs["score"].astype(float).round(DECIMALS))
    pairs = pairs.sort_values(["query", "score", "target"], ascending=[True, False, True], ignore_index=True)
    by_query = pairs.groupby("query", sort=False)
    ranks = by_query.cumcount() + 1
    keep = (ranks <= k) | (pairs["score"] == by_query["score"].transform("first"))
    return pairs.assign(rank=ranks).loc[keep, tables.NEIGHBOURS.names].reset_index(drop=True)


def _lower_bound(scores: NDArray[np.float32], k: int) -> NDArray[np.float32]:
    """Bound the k-th best score of each row (n, 1) from below.

    The k-th best of the maxima of k or more groups of columns is such a bound, found many times
    faster than the k-th best of all.
    """
    width = scores.shape[1]
    groups = width // COLUMNS_PER_GROUP
    if groups >= k:
        grouped = scores[:, : groups * COLUMNS_PER_GROUP].reshape(-1, COLUMNS_PER_GROUP, groups)
        scores = grouped.max(axis=1)
    place = max(scores.shape[1] - k, 0)
    return np.partition(scores, place, axis=1)[:, place : place + 1]
