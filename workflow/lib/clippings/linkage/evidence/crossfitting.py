"""Scorers that never score what they were fitted on: each part of the labelled queries by the others."""

from collections.abc import Sequence
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.folds import ALL, decided_in, fold_numbers
from clippings.linkage.evidence.features import Features
from clippings.linkage.evidence.scorer import (
    SCORERS,
    Labels,
    LogisticScorer,
    Matrix,
    Scorer,
    log_loss,
    standard_errors,
)
from clippings.truth import group_of

Parts = NDArray[np.int64]
OUTSIDE = -1  # The part of pairs that teach nothing: of queries to test, or whose entity is not known.
COUNT = 5  # Parts of the validation split where there are no folds.


def parts_of(records: pd.DataFrame, *, seed: int) -> pd.Series:
    """Number the part (n,) of each record as a query that a scorer may learn from, by record id.

    That is the fold which tests it, since no model of that fold has learned from it; without folds a fifth
    of the validation split, homonyms together. Others are OUTSIDE.
    """
    known = records["record"].to_numpy()
    groups = group_of(records)
    if fold_numbers(records) != [ALL]:
        parts = records["fold"].where(groups.notna(), OUTSIDE).fillna(OUTSIDE).astype(int)
        return pd.Series(parts.to_numpy(), index=known)
    learned = (records["split"] == "val") & groups.notna()
    names = np.sort(groups[learned].unique().astype(str))
    shuffled = np.random.default_rng(seed).permutation(len(names)) % COUNT
    part = groups.astype(str).map(dict(zip(names, shuffled, strict=True)))
    return pd.Series(part.where(learned, OUTSIDE).fillna(OUTSIDE).astype(int).to_numpy(), index=known)


class CrossFit:
    """Scorers of one row of the results table, each fitted on some parts of its labelled pairs, once.

    `sets` are features to choose from, of the same pairs (n,): the smaller first. `labels` (n,) are 1 for
    pairs of one entity. `penalties` are chosen from, else all of the scorer.
    """

    def __init__(
        self,
        sets: Sequence[Features],
        labels: Labels,
        *,
        parts: Parts,
        scorer: str,
        penalties: Sequence[float] = (),
    ) -> None:
        self.sets, self._labels, self._parts, self._scorer = sets, labels, parts, scorer
        self._penalties = penalties or SCORERS[scorer].PENALTIES
        self._fitted: dict[tuple[frozenset[int], int, float], Scorer] = {}

    @cached_property
    def numbers(self) -> list[int]:
        """List the parts that teach."""
        return sorted(set(np.unique(self._parts).tolist()) - {OUTSIDE})

    def can_learn(self, test: int) -> bool:
        """Say whether without part `test`, and any other, there are features, and pairs of both labels."""
        parts = [self._labels[self._parts == part] for part in self.numbers if part != test]
        both = [sum(label in labels for labels in parts) for label in (0, 1)]
        return min(both) > 1 and self.sets[0].matrix.shape[1] > 0

    def fitted(self, without: frozenset[int], place: int, penalty: float) -> Scorer:
        """Return the scorer fitted on all parts but some, with one set of features and one penalty."""
        key = (without, place, penalty)
        if key not in self._fitted:
            kept = ~np.isin(self._parts, [*without, OUTSIDE])
            matrix = self.sets[place].matrix
            self._fitted[key] = SCORERS[self._scorer](penalty).fit(matrix[kept], self._labels[kept])
        return self._fitted[key]

    def apart(self, test: int, place: int, penalty: float) -> Matrix:
        """Return the log-odds of pairs (n,), each part by a scorer that has seen neither it nor part `test`.

        They are NaN of pairs outside and of part `test`.
        """
        log_odds = np.full(len(self._labels), np.nan)
        for part in self.numbers:
            if part != test:
                own = self._parts == part
                scorer = self.fitted(frozenset({test, part} - {OUTSIDE}), place, penalty)
                log_odds[own] = scorer.log_odds(self.sets[place].matrix[own])
        return log_odds

    def errors(self, model: Scorer, test: int, place: int, *, clusters: Parts) -> Matrix | None:
        """Return the standard errors of the weights of a model fitted on all parts but `test`, if any."""
        if not isinstance(model, LogisticScorer):
            return None
        kept = ~np.isin(self._parts, [test, OUTSIDE])
        matrix, labels = self.sets[place].matrix[kept], self._labels[kept]
        return standard_errors(model, matrix, labels, clusters=clusters[kept])

    def choose(self, test: int) -> tuple[int, float, Matrix, pd.DataFrame]:
        """Choose features and penalty with the least log-loss of the parts but `test`, each left out in turn.

        Ties go to the smaller set, then to the smaller weights. Returns the place of the set, the penalty,
        the log-odds of `apart`, and what was tried.
        """
        tried, found = [], {}
        for place, penalty in product(range(len(self.sets)), self._penalties):
            apart = found[place, penalty] = self.apart(test, place, penalty)
            known = ~np.isnan(apart)
            loss = log_loss(apart[known], self._labels[known])
            tried.append((round(loss, 6), place, penalty, int(known.sum())))
        loss, place, penalty, _ = min(tried)
        return place, penalty, found[place, penalty], _tabulate(tried, (loss, place, penalty))


def _tabulate(tried: list[tuple[float, int, float, int]], chosen: tuple[float, int, float]) -> pd.DataFrame:
    """Return what was tried with the set of features chosen, what names the row aside: the table choices."""
    rows = pd.DataFrame(tried, columns=["score", "place", "value", "n"])
    rows = rows[rows["place"] == chosen[1]].drop(columns="place")
    return rows.assign(
        setting="penalty",
        objective="log_likelihood",
        score=-rows["score"],
        tie_breaker=0.0,
        chosen=rows["value"] == chosen[2],
    )


def tested_parts(records: pd.DataFrame, fold: int) -> tuple[int, NDArray[np.bool_]]:
    """Return the part that a fold tests, and mark the records (n,) that it decides."""
    return (OUTSIDE if fold == ALL else fold), decided_in(records, fold).to_numpy()
