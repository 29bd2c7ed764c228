"""Candidate pairs: the union of the best targets of every row, and how scored pairs become neighbours."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.candidates.ranking import Pairs, rank, sides_of
from clippings.linkage.neighbours import Files, read_neighbours
from clippings.rows import Row
from clippings.truth import group_of

Places = NDArray[np.int64]
Log = NDArray[np.float64]


def unite_candidates(
    records: pd.DataFrame,
    neighbour_files: Files,
    *,
    rows: Sequence[Row],
    fold: int,
    queries: NDArray[np.bool_],
    k: int,
    is_taught: Callable[[Row], bool],
) -> tuple[tuple[Places, Places], NDArray[np.bool_]]:
    """Unite the k best targets by each row of the marked queries (n,): places of queries and of targets.

    Ordered by query, then target. Beside them: which pairs (m,) only rows found that `is_taught` marks.
    """
    ids, count = pd.Index(records["record"]), len(records)
    best: dict[bool, list[Places]] = {False: [], True: []}  # By whether labels taught the row.
    for row in rows:
        found = read_neighbours(neighbour_files, row, fold=fold)
        found = found[found["rank"] <= k]
        places, targets = (ids.get_indexer(found[side]) for side in ("query", "target"))
        own = queries[places]
        best[is_taught(row)].append(places[own].astype(np.int64) * count + targets[own])
    untaught, taught = (np.concatenate([np.empty(0, np.int64), *parts]) for parts in best.values())
    codes = np.unique(np.concatenate([untaught, taught]))
    return np.divmod(codes, count), ~np.isin(codes, untaught)


class Sides:
    """Where records stand in their table, by id, and what ranking knows of them; found once."""

    def __init__(self, records: pd.DataFrame) -> None:
        self.ids, self.both = pd.Index(records["record"]), sides_of(records)


class CandidatePairs:
    """The candidate pairs of a table of evidence, and how scored ones become neighbours."""

    def __init__(self, records: pd.DataFrame, evidence: pd.DataFrame, sides: Sides | None = None) -> None:
        self.records, self.evidence, self._sides = records, evidence, sides or Sides(records)
        self.queries, self.targets = (
            self._sides.ids.get_indexer(evidence[side]) for side in ("query", "target")
        )

    @cached_property
    def entities(self) -> Places:
        """Number the entity of the query of each pair (n,), homonyms together."""
        return np.asarray(pd.factorize(group_of(self.records))[0][self.queries])

    @property
    def starts(self) -> Places:
        """Return the place of the first pair of each query; pairs of a query stand together."""
        return np.flatnonzero(np.diff(self.queries, prepend=-1))

    def best(self, log_odds: Log, *, k: int) -> pd.DataFrame:
        """Return the neighbours of the queries whose pairs have log-odds (n,), those that are not NaN."""
        known = np.flatnonzero(~np.isnan(log_odds))
        scored = Pairs(self.queries[known], self.targets[known], log_odds[known])
        return rank(scored, *self._sides.both, k=k)

    def places_of(self, neighbours: pd.DataFrame) -> Places:
        """Return the places of pairs of neighbours."""
        index = pd.MultiIndex.from_frame(self.evidence[["query", "target"]])
        return np.asarray(index.get_indexer(pd.MultiIndex.from_frame(neighbours[["query", "target"]])))
