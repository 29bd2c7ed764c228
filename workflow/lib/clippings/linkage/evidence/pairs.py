"""Candidate pairs: the union of the best targets of every row, and how scored pairs become neighbours."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.folds import decided_in, fold_numbers
from clippings.linkage.candidates.pooling import trust_of
from clippings.linkage.candidates.ranking import Pairs, rank, sides_of
from clippings.linkage.neighbours import FOUND, Files, read_neighbours
from clippings.rows import Row
from clippings.sides import MEMBER, is_query
from clippings.tables import OCRS
from clippings.truth import group_of

Places = NDArray[np.int64]
Log = NDArray[np.float64]
CERTAIN = 20.0  # Log-odds beyond which odds are not told apart.


class Candidates(NamedTuple):
    """Places (m,) of the queries and targets of pairs, and which pairs only rows found that labels taught.

    Pairs are ordered by fold, query and target; `folds` says which are those of each fold.
    """

    queries: Places
    targets: Places
    taught: NDArray[np.bool_]
    folds: dict[int, slice]


def unite_candidates(
    records: pd.DataFrame,
    neighbour_files: Files,
    *,
    rows: Sequence[Row],
    k: int,
    is_taught: Callable[[Row], bool],
) -> Candidates:
    """Unite the k best targets by each row of the queries that have any, in the fold that decides each."""
    ids, folds, ends = pd.Index(records["record"]), fold_numbers(records), [0]
    parts: list[tuple[Places, NDArray[np.bool_]]] = []
    for fold in folds:
        decided = is_query(records) & decided_in(records, fold).to_numpy()
        # By whether labels taught the row.
        best: dict[bool, list[Places]] = {False: [np.empty(0, np.int64)], True: [np.empty(0, np.int64)]}
        for row in rows:
            found = read_neighbours(neighbour_files, row, fold=fold, columns=FOUND[:3])
            found = found[found["rank"] <= k]
            queries, targets = (ids.get_indexer(found[side]).astype(np.int64) for side in FOUND[:2])
            own = decided[queries]
            best[is_taught(row)].append(queries[own] * len(ids) + targets[own])
        untaught, taught = map(np.concatenate, best.values())
        codes = np.unique(np.concatenate([untaught, taught]))
        parts.append((codes, ~np.isin(codes, untaught)))
        ends.append(ends[-1] + len(codes))
    codes, only_taught = map(np.concatenate, zip(*parts, strict=True))
    slices = dict(zip(folds, map(slice, ends[:-1], ends[1:]), strict=True))
    return Candidates(*np.divmod(codes, max(len(ids), 1)), only_taught, slices)


class Sides:
    """Where records stand in their table, by id, and what ranking knows of them; found once."""

    def __init__(self, records: pd.DataFrame) -> None:
        self.ids, self.both = pd.Index(records["record"]), sides_of(records)
        self.members = bool((records["side"] == MEMBER).any())


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

    def trust(self, ocrs: Sequence[str]) -> Log:
        """Return how far the query's text by each OCR, if by any, is to be trusted (n, len(ocrs))."""
        of_texts = {ocr: trust_of(self.records, ocr)[self.queries] for ocr in {*ocrs} & {*OCRS}}
        return np.column_stack([of_texts.get(ocr, np.ones(len(self.queries))) for ocr in ocrs])

    def rivals(self, log_odds: Log) -> Log | None:
        """Return what the other candidates of its query take from the log-odds of each pair (n,).

        At most one candidate is the same: log-odds and rivals add up to those that it is this one and no
        other. A member may be the same as several, and has no rivals.
        """
        if self._sides.members:
            return None
        if not len(log_odds):
            return np.zeros(0)
        odds = np.exp(np.clip(log_odds, -CERTAIN, CERTAIN))
        sizes = np.diff(np.r_[self.starts, len(odds)])
        others = np.repeat(np.add.reduceat(odds, self.starts), sizes) - odds
        return np.asarray(-np.log1p(np.maximum(others, 0)))

    def best(self, log_odds: Log, *, k: int) -> pd.DataFrame:
        """Return the neighbours of the queries whose pairs have log-odds (n,), those that are not NaN."""
        known = np.flatnonzero(~np.isnan(log_odds))
        scored = Pairs(self.queries[known], self.targets[known], log_odds[known])
        return rank(scored, *self._sides.both, k=k)

    def places_of(self, neighbours: pd.DataFrame) -> Places:
        """Return the places of pairs of neighbours."""
        index = pd.MultiIndex.from_frame(self.evidence[["query", "target"]])
        return np.asarray(index.get_indexer(pd.MultiIndex.from_frame(neighbours[["query", "target"]])))
