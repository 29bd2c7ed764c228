"""The scorer of a model to carry: fitted on the pairs of one dataset, applied to those of another."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clippings.linkage.decision.cut import EVEN, read_validation, tune_cut
from clippings.linkage.decision.outcomes import expect_scores, separate_neighbours
from clippings.linkage.decision.sigmoid import tune_sigmoid
from clippings.linkage.evidence.comparing import QUALITY
from clippings.linkage.evidence.crossfitting import cross_fit, parts_of
from clippings.linkage.evidence.features import BLANK, VALUE, Features
from clippings.linkage.evidence.logistic import OUTSIDE, Solution
from clippings.linkage.evidence.pairs import CandidatePairs
from clippings.linkage.evidence.parts import EvidenceParts, Source
from clippings.linkage.evidence.scorer import LogisticScorer
from clippings.linkage.evidence.unlabelled import apply_unlabelled, fit_unlabelled
from clippings.model_file import Carried, Feature
from clippings.rows import CARRIED
from clippings.sides import MEMBER, restrict_to_queries
from clippings.truth import judge

SCORER = "logistic"  # Whatever the config weighs with: trees have no form that is read without running code.
NOTHING = "no pair to compare, expected pictures, texts or fields"
OF_VECTORS = r".+_(?:visual|language|crossed|legibility)"  # Measures of vectors, after the name of a model.


@dataclass(frozen=True)
class Fitted:
    """A scorer to carry, the threshold and calibration of its scores, and how many queries taught it."""

    features: list[Feature]
    intercept: float
    penalty: float
    threshold: float
    knots: pd.DataFrame
    queries: int


def portable(comparisons: pd.DataFrame, *, kind: str | None, ocr: str, labelled: bool) -> pd.DataFrame:
    """Select the comparisons of one OCR that another dataset can make with the model `kind` alone.

    Those are of its vectors, and of texts and fields where no label taught the measure; without labels
    quality is left out, as in the row without labels.
    """
    of_vectors = comparisons["measure"].str.fullmatch(OF_VECTORS)
    of_model = of_vectors & comparisons["measure"].str.startswith(f"{kind}_")
    kept = np.where(of_vectors, of_model, ~comparisons["learned"].astype(bool))
    kept &= comparisons["ocr"].isin(["none", ocr])
    return comparisons[kept & (labelled | (comparisons["part"] != QUALITY))]


def fit_carried(
    records: pd.DataFrame,
    evidence: Source,
    comparisons: pd.DataFrame,
    *,
    kind: str | None,
    labelled: bool,
    k: int,
    seed: int,
) -> Fitted:
    """Fit the scorer to carry by some comparisons, with labels or without; raise ValueError where none is.

    With labels it learns from all of them, of every fold, or without folds of the validation split, since the
    encoder has learned from the training split. Its penalty and features have the least log-loss of parts
    that are left out in turn; threshold and calibration are those of the log-odds of pairs left out too. Of
    members the threshold is the cut of clusters.
    """
    parts = EvidenceParts(records, evidence)
    if labelled:
        return _fit_labelled(parts, comparisons, kind=kind, k=k, seed=seed)
    return _fit_unlabelled(parts.sample(comparisons), comparisons, kind=kind, k=k)


def _fit_labelled(
    evidence: EvidenceParts, comparisons: pd.DataFrame, *, kind: str | None, k: int, seed: int
) -> Fitted:
    parts = parts_of(evidence.records, seed=seed)
    fit, pairs = cross_fit(evidence, comparisons, parts=parts, scorer=SCORER, seed=seed)
    if not fit.compares:
        raise ValueError(NOTHING)
    if not fit.can_learn(OUTSIDE):
        raise ValueError("too few labels to fit a scorer, expected pairs of both kinds in two parts")
    place, penalty, apart, _ = fit.choose(OUTSIDE)
    model = fit.fitted(frozenset(), place, penalty)
    assert isinstance(model, LogisticScorer)
    taught = pairs.records.assign(split=np.where(parts.to_numpy() == OUTSIDE, "none", "val"))
    best = pairs.best(apart, k=k)
    judged = judge(best, restrict_to_queries(taught, ["val"]))
    # The queries of the prior too, so that there are scores where labels are few.
    every = np.where(np.isnan(apart), model.log_odds(fit.sets[place].matrix), apart)
    expected = expect_scores(pairs.best(every, k=k), pairs.records)
    threshold, knots = tune_sigmoid(judged, expected=expected)
    if (taught["side"] == MEMBER).any():
        threshold = tune_cut(read_validation(best, taught), default=EVEN).cut
    cut = (threshold, knots)
    return _fitted(model, fit.sets[place], comparisons, kind=kind, cut=cut, queries=len(judged))


def _fit_unlabelled(pairs: CandidatePairs, comparisons: pd.DataFrame, *, kind: str | None, k: int) -> Fitted:
    fitted = fit_unlabelled(pairs, comparisons)
    if fitted is None:
        raise ValueError(NOTHING)
    model, features = fitted
    best = pairs.best(apply_unlabelled(model, features, pairs, comparisons)[1], k=k)
    threshold, knots = separate_neighbours(best, pairs.records)
    if threshold is None:
        raise ValueError("one score alone, which tells no match from another, expected different ones")
    return _fitted(model, features, comparisons, kind=kind, cut=(threshold, knots), queries=0)


def _fitted(
    model: LogisticScorer,
    features: Features,
    comparisons: pd.DataFrame,
    *,
    kind: str | None,
    cut: tuple[float, pd.DataFrame],
    queries: int,
) -> Fitted:
    """Write a fitted scorer as plain numbers.

    A comparison that was blank in places is filled where it is blank again as it was, and marked. Of another
    no mark was learned: the mean of each of its forms then stands for it, which adds nothing to the log-odds.
    """
    named, means = comparisons.set_index("comparison"), model.means.tolist()
    forms = list(zip(features.comparisons, features.forms, strict=True))
    column = dict(zip(forms, features.matrix.T, strict=True))
    carried = []
    for place, (name, form) in enumerate(forms):
        measure, fill = str(named.at[name, "measure"]), means[place]
        if kind and measure.startswith(f"{kind}_"):
            measure = f"{CARRIED}_{measure.removeprefix(f'{kind}_')}"
        if (name, BLANK) in column:
            known = column[name, BLANK] == 0
            fill = float(column[name, form][known].mean()) if form == VALUE else 0.0
        elif not queries:  # Without labels values are drawn towards it.
            fill = features.fills[place]
        numbers = (fill, means[place], float(model.scales[place]), float(model.weights[place]))
        carried.append(Feature(str(named.at[name, "part"]), measure, form, *numbers))
    threshold, knots = cut
    return Fitted(carried, model.intercept, model.penalty, threshold, knots, queries)


def blank_features(carried: Carried, evidence: pd.DataFrame, comparisons: pd.DataFrame) -> set[str]:
    """Name what a model weighs, part and measure, and some evidence compares in no pair."""
    names = _name_measures(comparisons)
    weighed = {(feature.part, feature.measure) for feature in carried.features}
    return {
        f"{part} {measure}"
        for part, measure in weighed
        if (name := names.get((part, measure))) is None or evidence[name].isna().all()
    }


def apply_carried(
    carried: Carried, evidence: pd.DataFrame, comparisons: pd.DataFrame
) -> tuple[LogisticScorer, Features]:
    """Return the carried scorer, and its features of the pairs of some evidence, comparisons of one OCR.

    What the evidence has no comparison of counts as blank in every pair, and so moves the intercept alone.
    Features of a pair depend on no pair of another query.
    """
    names, kept, intercept = _name_measures(comparisons), [], carried.intercept
    for feature in carried.features:
        name = names.get((feature.part, feature.measure))
        if name is None:
            filled = 1.0 if feature.form == BLANK else feature.fill
            intercept += (filled - feature.mean) / feature.scale * feature.weight
        else:
            kept.append((name, feature))
    means, scales, weights = (
        np.array([getattr(feature, key) for _, feature in kept], float) for key in ("mean", "scale", "weight")
    )
    model = LogisticScorer(carried.penalty).take(Solution(means, scales, weights, intercept))
    named = ([name for name, _ in kept], [one.form for _, one in kept], [one.fill for _, one in kept])
    return model, Features(np.zeros((0, len(kept))), *named).like(evidence)


def _name_measures(comparisons: pd.DataFrame) -> dict[tuple[str, str], str]:
    return {(row.part, row.measure): row.comparison for row in comparisons.itertuples()}
