"""The best candidates of each query: the k best, and what ties with the first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.neighbours import DECIMALS, FOUND, TIES
from clippings.sides import Codes, exclusions
from clippings.truth import group_of

COLUMNS_PER_GROUP = 64
MOST_TIES = 100  # Kept of a query; without a limit n equal pictures have n² pairs.
SLACK = np.float32(2 * 10.0**-DECIMALS)


class Pairs(NamedTuple):
    """Pairs of a query row and a target column, and their similarity."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    scores: NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """What ranking needs to know of n queries or targets: arrays (n,).

    `codes` are those of `exclusions`; `groups` and `entities` number what is acceptable and what is the same,
    -1 where it is not known.
    """

    ids: NDArray[np.object_]
    codes: Codes
    groups: Codes
    entities: Codes

    def take(self, rows: NDArray[np.int64]) -> "Side":
        """Return the queries or targets of some rows, in their order."""
        return Side(self.ids[rows], self.codes[rows], self.groups[rows], self.entities[rows])

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Return the place of each in the order of ids."""
        return np.argsort(np.argsort(self.ids, kind="stable"))


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


def sides_of(records: pd.DataFrame) -> tuple[Side, Side]:
    """Return what ranking needs to know of all records, as queries and as targets."""
    truth = records if {"homonym", "entity"} <= {*records} else records.assign(homonym=None, entity=None)
    groups, entities = (pd.factorize(column)[0] for column in (group_of(truth), truth["entity"]))
    ids = records["record"].to_numpy(dtype=object)
    as_query, as_target = (Side(ids, codes, groups, entities) for codes in exclusions(records))
    return as_query, as_target


def rank(
    pairs: Pairs,
    queries: Side,
    targets: Side,
    *,
    k: int,
    ties: Sequence[NDArray[np.int64]] | None = None,
) -> pd.DataFrame:
    """Rank the pairs of some queries by (score falling, target id) into a table of neighbours.

    The k best of each are kept, and MOST_TIES of those that tie with its first. Of a query with more ties
    their number is kept too, and how many of them are acceptable and the entity itself: `ties`, three counts
    (n,), where not all of them are among the pairs.
    """
    scores = pairs.scores.astype(float).round(DECIMALS)
    order = np.lexsort((targets.places[pairs.columns], -scores, pairs.rows))
    rows, columns, scores = pairs.rows[order], pairs.columns[order], scores[order]
    starts = np.searchsorted(rows, rows)
    ranks, tied = np.arange(len(rows)) - starts, scores == scores[starts]
    most = max(k, MOST_TIES)
    keep = (ranks < k) | (tied & (ranks < most))
    right = _equal(queries.groups[rows], targets.groups[columns])
    same = _equal(queries.entities[rows], targets.entities[columns])
    listed = [np.bincount(rows[tied & each], minlength=len(queries.ids)) for each in (True, right, same)]
    counts = [count[rows[keep]] for count in ties or listed]
    found = (queries.ids[rows[keep]], targets.ids[columns[keep]], ranks[keep] + 1, scores[keep])
    counted = (np.where(counts[0] > most, count, np.nan) for count in counts)
    return pd.DataFrame(dict(zip([*FOUND, *TIES], [*found, *counted], strict=True)))


def _equal(one: Codes, other: Codes) -> NDArray[np.bool_]:
    return np.asarray((one == other) & (one >= 0))
