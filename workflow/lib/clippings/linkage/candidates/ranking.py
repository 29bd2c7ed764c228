"""The best candidates of each query: the k best, and everything that ties with the first."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.neighbours import DECIMALS, FOUND

COLUMNS_PER_GROUP = 64
SLACK = np.float32(2 * 10.0**-DECIMALS)


class Pairs(NamedTuple):
    """Pairs of a query row and a target column, and their similarity."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    scores: NDArray[np.float64]


def join_pairs(parts: Iterable[Pairs]) -> Pairs:
    """Concatenate pairs, of no part too."""
    nothing = Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return Pairs(*map(np.concatenate, zip(nothing, *parts, strict=True)))


def leaders(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return for each row of scores (n, m) k distinct columns (n, k) that score high; all if m is below k.

    They are the best columns of the k best groups of columns: found many times faster than the k best.
    """
    width = scores.shape[1]
    groups = width // COLUMNS_PER_GROUP
    if groups < k:
        k = min(k, width)
        return np.argpartition(scores, width - k, axis=1)[:, width - k :]
    grouped = scores[:, : groups * COLUMNS_PER_GROUP].reshape(-1, COLUMNS_PER_GROUP, groups)
    chosen = np.argpartition(grouped.max(axis=1), groups - k, axis=1)[:, groups - k :]
    members = grouped[np.arange(len(scores))[:, None], :, chosen].argmax(axis=2)
    return np.asarray(members * groups + chosen)


def at_least(scores: NDArray[np.float32], least: NDArray[np.float32]) -> tuple[NDArray[np.int64], ...]:
    """Return rows and columns of the scores (n, m) above 0 that reach the least of the row (n,)."""
    bar = np.maximum(least - SLACK, SLACK / 4)[:, None]
    rows, columns = np.divmod(np.flatnonzero(scores >= bar), scores.shape[1])
    return rows, columns


def best_of(pairs: Pairs, k: int) -> Pairs:
    """Keep the k best pairs of each row and all that tie with its first; drop those that share nothing.

    Ordered by (row, score falling, column), scores rounded.
    """
    scores = pairs.scores.round(DECIMALS)
    order = np.lexsort((pairs.columns, -scores, pairs.rows))
    order = order[scores[order] > 0]
    rows, columns, scores = pairs.rows[order], pairs.columns[order], scores[order]
    starts = np.searchsorted(rows, rows)
    keep = (np.arange(len(rows)) - starts < k) | (scores == scores[starts])
    return Pairs(rows[keep], columns[keep], scores[keep])


def rank(pairs: pd.DataFrame, *, k: int) -> pd.DataFrame:
    """Rank pairs (query, target, score) by (score falling, target id) into a table of neighbours."""
    pairs = pairs.assign(score=pairs["score"].astype(float).round(DECIMALS))
    pairs = pairs.sort_values(["query", "score", "target"], ascending=[True, False, True], ignore_index=True)
    by_query = pairs.groupby("query", sort=False)
    ranks = by_query.cumcount() + 1
    keep = (ranks <= k) | (pairs["score"] == by_query["score"].transform("first"))
    return pairs.assign(rank=ranks).loc[keep, FOUND].reset_index(drop=True)
