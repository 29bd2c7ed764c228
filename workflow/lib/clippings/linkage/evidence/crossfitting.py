"""Scorers that never score by labels they have seen: each part of the labelled queries by the others."""

from collections.abc import Sequence
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.folds import ALL, decided_in, fold_numbers
from clippings.linkage.evidence.features import Features, feature_sets
from clippings.linkage.evidence.logistic import OUTSIDE, Parts, Prior, Solution, TaughtPairs
from clippings.linkage.evidence.pairs import CandidatePairs
from clippings.linkage.evidence.parts import EvidenceParts
from clippings.linkage.evidence.prior import draw_queries, expect_labels
from clippings.linkage.evidence.scorer import (
    SCORERS,
    Labels,
    LogisticScorer,
    Matrix,
    Scorer,
    log_loss,
)
from clippings.truth import group_of

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


class Refits:
    """Scorers of the same pairs, each fitted on a copy of the parts that teach it."""

    def __init__(
        self,
        sets: Sequence[Features],
        labels: Labels,
        *,
        parts: Parts,
        scorer: str,
        prior: Prior | None = None,
    ) -> None:
        self.sets, self._labels, self._parts, self._scorer = sets, labels, parts, SCORERS[scorer]
        self._prior = prior

    def fit(self, without: frozenset[int], place: int, penalty: float) -> Scorer:
        """Fit on all parts but some, with one set of features and one penalty."""
        kept = ~np.isin(self._parts, [*without, OUTSIDE])
        fitted: Scorer = self._scorer(penalty).fit(self.sets[place].matrix[kept], self._labels[kept])
        return fitted

    def log_odds(self, scorer: Scorer, place: int, part: int) -> Matrix:
        """Return the log-odds of the pairs of one part."""
        return scorer.log_odds(self.sets[place].matrix[self._parts == part])

    def errors(self, scorer: Scorer, without: frozenset[int], *, clusters: Parts) -> Matrix | None:
        """Return the standard errors of the weights of a scorer fitted on all parts but some, if any."""
        return None


class NearFits(Refits):
    """Logistic scorers, fitted on one copy, each from where the last with its features and penalty ended."""

    @cached_property
    def _pairs(self) -> TaughtPairs:
        return TaughtPairs(self.sets[-1].matrix, self._labels, parts=self._parts, prior=self._prior)

    @cached_property
    def _ends(self) -> dict[tuple[int, float], Solution]:
        return {}

    def fit(self, without: frozenset[int], place: int, penalty: float) -> LogisticScorer:
        """Fit on all parts but some, with one set of features and one penalty."""
        start = self._ends.get((place, penalty), next(reversed(self._ends.values()), None))
        count = self.sets[place].matrix.shape[1]
        solution = self._pairs.fit(penalty, without=without, count=count, start=start)
        self._ends[place, penalty] = solution
        return LogisticScorer(penalty).take(solution)

    def log_odds(self, scorer: Scorer, place: int, part: int) -> Matrix:
        """Return the log-odds of the pairs of one part."""
        assert isinstance(scorer, LogisticScorer)
        return self._pairs.log_odds(scorer.solution, part)

    def errors(self, scorer: Scorer, without: frozenset[int], *, clusters: Parts) -> Matrix | None:
        """Return the standard errors of the weights of a scorer fitted on all parts but some."""
        assert isinstance(scorer, LogisticScorer)
        return self._pairs.errors(scorer.solution, scorer.penalty, without=without, clusters=clusters)


class CrossFit:
    """Scorers of one row of the results table, each fitted on some parts of its labelled pairs, once.

    `sets` are features to choose from, of the same pairs (n,): the smaller first, with which the larger
    begins. `labels` (n,) are 1 for pairs of one entity; `parts` (n,) are OUTSIDE of queries to test, or whose
    entity is not known. `penalties` are chosen from, else all of the scorer. A logistic one learns from a
    `prior` too, of the larger features.
    """

    def __init__(
        self,
        sets: Sequence[Features],
        labels: Labels,
        *,
        parts: Parts,
        scorer: str,
        penalties: Sequence[float] = (),
        prior: Prior | None = None,
    ) -> None:
        self.sets, self._labels, self._parts = sets, labels, parts
        fits = NearFits if SCORERS[scorer] is LogisticScorer else Refits
        self._fits = fits(sets, labels, parts=parts, scorer=scorer, prior=prior)
        self._prior = prior
        self._penalties = penalties or SCORERS[scorer].PENALTIES
        self._fitted: dict[tuple[frozenset[int], int, float], Scorer] = {}

    @cached_property
    def numbers(self) -> list[int]:
        """List the parts that teach."""
        return sorted(set(np.unique(self._parts).tolist()) - {OUTSIDE})

    @property
    def teaching(self) -> NDArray[np.bool_]:
        """Mark the pairs (n,) that teach."""
        return np.asarray(self._parts != OUTSIDE)

    def can_learn(self, test: int) -> bool:
        """Say whether there are features, and a prior, or pairs of both labels in two parts but `test`."""
        parts = [self._labels[self._parts == part] for part in self.numbers if part != test]
        both = [sum(label in labels for labels in parts) for label in (0, 1)]
        return (self._prior is not None or min(both) > 1) and self.compares

    @property
    def compares(self) -> bool:
        """Say whether there is any feature to learn from."""
        return bool(self.sets[0].forms)

    def fitted(self, without: frozenset[int], place: int, penalty: float) -> Scorer:
        """Return the scorer fitted on all parts but some, with one set of features and one penalty."""
        key = (without, place, penalty)
        if key not in self._fitted:
            self._fitted[key] = self._fits.fit(without, place, penalty)
        return self._fitted[key]

    def apart(self, test: int, place: int, penalty: float) -> Matrix:
        """Return the log-odds of pairs (n,), each part by a scorer that has seen no label of it or of `test`.

        They are NaN of pairs outside and of part `test`.
        """
        log_odds = np.full(len(self._labels), np.nan)
        for part in self.numbers:
            if part != test:
                scorer = self.fitted(frozenset({test, part} - {OUTSIDE}), place, penalty)
                log_odds[self._parts == part] = self._fits.log_odds(scorer, place, part)
        return log_odds

    def errors(self, model: Scorer, test: int, *, clusters: Parts) -> Matrix | None:
        """Return the standard errors of the weights of a model fitted on all parts but `test`, if any."""
        return self._fits.errors(model, frozenset({test} - {OUTSIDE}), clusters=clusters)

    def choose(self, test: int) -> tuple[int, float, Matrix, pd.DataFrame]:
        """Choose features and penalty with the least log-loss of the parts but `test`, each left out in turn.

        Ties go to the smaller set, then to the smaller weights. Returns the place of the set, the penalty,
        the log-odds of `apart`, and what was tried.
        """
        tried, found = [], {}
        for place, penalty in product(range(len(self.sets)), self._penalties):
            apart = found[place, penalty] = self.apart(test, place, penalty)
            known = ~np.isnan(apart)
            loss = log_loss(apart[known], self._labels[known]) if known.any() else 0.0
            tried.append((round(loss, 6), place, penalty, int(known.sum())))
        loss, place, penalty, _ = min(tried)
        return place, penalty, found[place, penalty], _tabulate(tried, (loss, place, penalty))


def cross_fit(
    evidence: EvidenceParts, comparisons: pd.DataFrame, *, parts: pd.Series, scorer: str, seed: int
) -> tuple[CrossFit, CandidatePairs]:
    """Prepare the scorers of labelled pairs by some comparisons; `parts` number queries, by record id.

    Returns with them the pairs (n,), those of the prior too, whose queries `seed` draws.
    """
    drawn = draw_queries(evidence.records, seed=seed)
    pairs = evidence.of(parts.index[parts != OUTSIDE].union(drawn), comparisons, labelled=True)
    acceptable = pairs.evidence["acceptable"]
    own = np.where(acceptable.isna(), OUTSIDE, parts.reindex(pairs.evidence["query"]).to_numpy())
    sets, prior = feature_sets(pairs.evidence, list(comparisons["comparison"])), None
    if SCORERS[scorer] is LogisticScorer:
        prior = expect_labels(evidence, comparisons, pairs, drawn=drawn, features=sets[-1].matrix)
    labels = acceptable.fillna(False).to_numpy(float)
    return CrossFit(sets, labels, parts=own, scorer=scorer, prior=prior), pairs


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
