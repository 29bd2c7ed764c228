"""The rows of all evidence: every candidate pair is scored, with labels or without."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from clippings import running, tables
from clippings.folds import ALL, fold_numbers
from clippings.linkage.evidence.carrying import apply_carried, blank_features
from clippings.linkage.evidence.comparing import QUALITY
from clippings.linkage.evidence.crossfitting import cross_fit, parts_of, tested_parts
from clippings.linkage.evidence.explaining import explain_pairs, tabulate_weights
from clippings.linkage.evidence.features import Features
from clippings.linkage.evidence.logistic import OUTSIDE
from clippings.linkage.evidence.pairs import CandidatePairs, Log
from clippings.linkage.evidence.parts import EvidenceParts, Source
from clippings.linkage.evidence.scorer import LogisticScorer
from clippings.linkage.evidence.unlabelled import apply_unlabelled, fit_unlabelled
from clippings.linkage.neighbours import Searched
from clippings.model_file import Carried
from clippings.rows import Row, is_carried, name_of, uses_labels

EXPLAINED = 2  # Candidates of a query that are explained: the first, and the one that it has left behind.
MOST_EXPLAINED = 20_000  # Queries; of more than these, a sample of this size without replacement.


@dataclass
class Weighed:
    """What the rows of all evidence leave beside their neighbours: weights, and terms of the best pairs."""

    weights: list[pd.DataFrame] = field(default_factory=list)
    terms: list[pd.DataFrame] = field(default_factory=list)

    def table(self, kind: str) -> pd.DataFrame:
        """Return all `weights`, or all `terms`; an empty table where no model has any."""
        parts = {"weights": self.weights, "terms": self.terms}[kind]
        names = {"weights": tables.WEIGHTS.names, "terms": tables.TERMS.names}[kind]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)


def weigh_rows(
    records: pd.DataFrame,
    evidence: Source,
    comparisons: pd.DataFrame,
    *,
    rows: Sequence[Row],
    explained: Sequence[str],
    scorer: str,
    k: int,
    seed: int,
    weighed: Weighed,
    carried: Carried | None = None,
) -> Iterator[Searched]:
    """Score the candidate pairs of one seed by each row: the k best of each query, and ties with the first.

    `evidence` is a table, or the files of its portions: what teaches is read at once, all else part by part.
    A pair of which a row compares nothing, such as one without texts of its OCR, has no score; without labels
    none has that labels alone made a candidate. `explained` names rows (method/ocr) whose best pairs are
    explained. What is learned goes to `weighed`. A carried row is scored by the model `carried`.
    """
    parts = EvidenceParts(records, evidence)
    for row in rows:
        name, own = "{method}/{ocr}".format(**row), usable(comparisons, row)
        keeping = Keeping(row, own, weighed, parts.sampled(MOST_EXPLAINED) if name in explained else None)
        running.say(f"weighing candidate pairs for {name}")
        if is_carried(row) and carried:
            yield from weigh_carried(parts, own, carried=carried, keeping=keeping, k=k)
        elif uses_labels(row):
            yield from weigh_labelled(parts, own, scorer=scorer, seed=seed, keeping=keeping, k=k)
        else:
            yield from weigh_unlabelled(parts, own, keeping=keeping, k=k)


def usable(comparisons: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Select the comparisons that a row may weigh: of its OCR, and without labels those that used none."""
    kept = comparisons["ocr"].isin(["none", row["ocr"]]) | (row["ocr"] == "both")
    if not uses_labels(row):
        kept &= ~comparisons["learned"].astype(bool)
        kept &= (comparisons["part"] != QUALITY) | is_carried(row)
    return comparisons[kept]


@dataclass(frozen=True)
class Keeping:
    """What one row leaves of its scorers in `weighed`: their weights, and terms of the queries explained."""

    row: Row
    comparisons: pd.DataFrame
    weighed: Weighed
    explained: pd.Index | None

    def weights(self, model: Any, features: Features, *, fold: int = ALL, errors: Log | None = None) -> None:
        """Keep the weights of a logistic model, with their standard errors (d,)."""
        if isinstance(model, LogisticScorer):
            weights = tabulate_weights(model, features, self.comparisons, errors=errors)
            self.weighed.weights.append(weights.assign(**name_of(self.row), fold=fold))

    def terms(
        self,
        model: Any,
        features: Features,
        pairs: CandidatePairs,
        best: pd.DataFrame,
        *,
        fold: int = ALL,
        rivals: Log | None = None,
    ) -> None:
        """Keep what speaks for the best pairs of the queries that are explained."""
        if self.explained is None or not isinstance(model, LogisticScorer):
            return
        first = best[(best["rank"] <= EXPLAINED) & best["query"].isin(self.explained)].reset_index(drop=True)
        if first.empty:
            return
        places = pairs.places_of(first)
        terms = explain_pairs(model, features, places, evidence=pairs.evidence, rivals=rivals)
        named = {**name_of(self.row), "fold": fold, "rank": first["rank"].to_numpy()[terms.pop("place")]}
        self.weighed.terms.append(terms.assign(**named))


def weigh_unlabelled(
    evidence: EvidenceParts, comparisons: pd.DataFrame, *, keeping: Keeping, k: int
) -> Iterator[Searched]:
    """Score pairs without labels, by what a sample of queries teaches; folds play no part."""
    fitted = fit_unlabelled(evidence.sample(comparisons), comparisons)
    if fitted is None:
        running.say("{method}/{ocr}: no pair to compare, none is scored".format(**keeping.row))
        return
    model, learned = fitted
    keeping.weights(model, learned)
    for portion, pairs in evidence.read(comparisons, labelled=False):
        features, scores, rivals = apply_unlabelled(model, learned.like(pairs.evidence), pairs, comparisons)
        best = pairs.best(scores, k=k)
        keeping.terms(model, features, pairs, best, rivals=rivals)
        yield Searched(name_of(keeping.row), ALL, best, portion=portion)


def weigh_carried(
    evidence: EvidenceParts, comparisons: pd.DataFrame, *, carried: Carried, keeping: Keeping, k: int
) -> Iterator[Searched]:
    """Score pairs by the scorer of a model that was learned elsewhere; no label here is looked at."""
    blank, count = list[set[str]](), 0
    for place, (portion, pairs) in enumerate(evidence.read(comparisons, labelled=False)):
        blank.append(blank_features(carried, pairs.evidence, comparisons))
        count += len(pairs.evidence)
        model, features = apply_carried(carried, pairs.evidence, comparisons)
        if uses_labels({"method": carried.row}):
            scores, rivals = model.log_odds(features.matrix), None
        else:
            features, scores, rivals = apply_unlabelled(model, features, pairs, comparisons)
        best = pairs.best(scores, k=k)
        if place == 0:
            keeping.weights(model, features)
        keeping.terms(model, features, pairs, best, rivals=rivals)
        yield Searched(name_of(keeping.row), ALL, best, portion=portion)
    if not count:
        running.say("{method}/{ocr}: no pair to compare, none is scored".format(**keeping.row))
    elif always := set.intersection(*blank):
        running.say(f"blank in every pair, though the model weighs it: {', '.join(sorted(always))}")


def weigh_labelled(
    evidence: EvidenceParts, comparisons: pd.DataFrame, *, scorer: str, seed: int, keeping: Keeping, k: int
) -> Iterator[Searched]:
    """Score pairs by what labelled ones teach, in each fold: those that it tests, and those that taught it.

    The latter are scored by scorers that have not seen their labels, so that threshold and calibration rest
    on scores such as those of the test.
    """
    records, row = evidence.records, keeping.row
    parts = parts_of(records, seed=seed)
    fit, taught = cross_fit(evidence, comparisons, parts=parts, scorer=scorer, seed=seed)
    for fold in fold_numbers(records):
        tested, decided = tested_parts(records, fold)
        if not fit.can_learn(tested):
            lack = "too few labels to learn from" if fit.compares else "no pair to compare"
            running.say(f"{row['method']}/{row['ocr']}: {lack}, none is scored")
            continue
        place, penalty, apart, tried = fit.choose(tested)
        model, learned = fit.fitted(frozenset({tested} - {OUTSIDE}), place, penalty), fit.sets[place]
        keeping.weights(model, learned, fold=fold, errors=fit.errors(model, tested, clusters=taught.entities))
        apart, start, own = apart[fit.teaching], 0, parts.to_numpy()
        for portion, pairs in evidence.read(comparisons, labelled=True):
            features, part = learned.like(pairs.evidence), own[pairs.queries]
            teaching, held_out = part != OUTSIDE, np.full(len(part), np.nan)
            held_out[teaching] = apart[start : (start := start + int(teaching.sum()))]
            # Queries of this fold, and those that teach nothing, are scored by what all others taught.
            rest = decided[pairs.queries] & (~teaching | (part == tested))
            best = pairs.best(np.where(rest, model.log_odds(features.matrix), held_out), k=k)
            decided_best = best[best["query"].isin(pairs.evidence["query"][rest])]
            keeping.terms(model, features, pairs, decided_best, fold=fold)
            yield Searched(name_of(row), fold, best, tried, portion)
            tried = None
