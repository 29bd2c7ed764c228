"""Without labels: which candidates are the same follows from how the comparisons agree among themselves."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.evidence.comparing import CROSSED, PICTURE
from clippings.linkage.evidence.features import VALUE, Features, make_features
from clippings.linkage.evidence.pairs import CandidatePairs
from clippings.linkage.evidence.scorer import LogisticScorer
from clippings.linkage.neighbours import DECIMALS

Matrix = NDArray[np.float64]
Places = NDArray[np.int64]

ROUNDS = 2  # With more, measures that agree with each other take over (docs/method.md).
PENALTY = 0.03
SHARPNESS = 0.3  # Of the first guess, in standard deviations of the similarity.
FOLLOWERS = 5  # Candidates behind the best, from which a measure that tells entities apart sets it off.


def fit_unlabelled(
    pairs: CandidatePairs, comparisons: pd.DataFrame
) -> tuple[LogisticScorer, Features] | None:
    """Return a scorer and the features of pairs, not damped; None where nothing is compared."""
    features = make_features(pairs.evidence, list(comparisons["comparison"]), margins=False).of([VALUE])
    if not features.matrix.size:
        return None
    groups, trust = group_comparisons(features, comparisons), trust_in(features, pairs, comparisons)
    return score_unlabelled(features, pairs.starts, groups=groups, trust=trust)[0], features


def apply_unlabelled(
    model: LogisticScorer, features: Features, pairs: CandidatePairs, comparisons: pd.DataFrame
) -> tuple[Features, Matrix, Matrix | None]:
    """Return damped features of pairs, their scores, and what rivals, if any, take from these (pairs,)."""
    damped = features.damp(trust_in(features, pairs, comparisons))
    scores = model.log_odds(damped.matrix)
    rivals = pairs.rivals(scores)
    return damped, scores if rivals is None else scores + rivals, rivals


def trust_in(features: Features, pairs: CandidatePairs, comparisons: pd.DataFrame) -> Matrix:
    """Return how far each feature of pairs is to be trusted (pairs, d): as far as the OCR of the query is."""
    ocrs = comparisons.set_index("comparison")["ocr"]
    return pairs.trust([str(ocrs[name]) for name in features.comparisons])


def score_unlabelled(
    features: Features, starts: Places, *, groups: Sequence[str], trust: Matrix
) -> tuple[LogisticScorer, Matrix]:
    """Return a scorer of damped features, and its log-odds (pairs,) that pairs are one entity.

    Expectation-maximisation with a logistic model, which unlike that of Fellegi and Sunter (1969) does not
    take the comparisons of one text for independent. It starts from the mean of the similarities, those of
    each group (the picture, a text, a field) weighed by how far they set the best candidate off. Then in
    turn: of the candidates of a query at most one is the same, by their odds; the model is fitted to these
    probabilities. `starts` are the places of the first pair of each query. What compares a text counts as
    far as that is to be trusted, `trust` (pairs, d): where its OCR is unsure, the picture decides.
    """
    matrix = features.damp(trust).matrix
    first = first_guess(features.matrix, starts, groups=groups, trust=trust)
    sizes = np.diff(np.r_[starts, len(first)])
    likely = _softmax(first / (SHARPNESS * first.std() or 1.0), starts, sizes)
    best = np.maximum.reduceat(first, starts)
    # How many queries have a match is not known: the better its best candidate, the likelier a query has one.
    ranks = pd.Series(best.round(DECIMALS)).rank().to_numpy()
    likely *= np.repeat((ranks - 0.5) / len(best), sizes)
    for _ in range(ROUNDS):
        scorer = LogisticScorer(PENALTY).fit(matrix, likely)
        odds = np.exp(np.clip(scorer.log_odds(matrix), -30, 30))
        likely = odds / (1 + np.repeat(np.add.reduceat(odds, starts), sizes))
    return scorer, scorer.log_odds(matrix)


def group_comparisons(features: Features, comparisons: pd.DataFrame) -> list[str]:
    """Return the group of each feature: the picture, the picture with a text, or a part of one OCR."""
    parts, ocrs = (comparisons.set_index("comparison")[column] for column in ("part", "ocr"))
    alone = (PICTURE, CROSSED)
    return [
        parts[name] if parts[name] in alone else f"{parts[name]} {ocrs[name]}"
        for name in features.comparisons
    ]


def first_guess(matrix: Matrix, starts: Places, *, groups: Sequence[str], trust: Matrix) -> Matrix:
    """Return the mean over groups of standardised values (pairs, d), weighed in each by `setting_off`.

    A value counts as far as it is to be trusted (pairs, d).
    """
    scales = matrix.std(axis=0)
    standard = (matrix - matrix.mean(axis=0)) / np.where(scales > 1e-9, scales, 1.0)
    weights = setting_off(standard, starts) ** 2
    names, standard = np.array(groups), standard * trust
    means = [
        np.average(standard[:, names == group], axis=1, weights=weights[names == group] + 1e-9)
        for group in sorted(set(groups))
    ]
    return np.asarray(np.mean(means, axis=0))


def setting_off(standard: Matrix, starts: Places) -> Matrix:
    """Return for each standardised column (pairs, d) how far the best of a query is above the next, (d,)."""
    sizes = np.diff(np.r_[starts, len(standard)])
    queries = np.repeat(np.arange(len(starts)), sizes)
    places = np.arange(len(standard)) - starts[queries]
    gaps = []
    for column in standard.T:
        ordered = np.full((len(starts), max(sizes.max(), 2)), np.inf)  # No candidate comes behind all others.
        ordered[queries, places] = -column
        ordered.sort(axis=1)
        followers = np.ma.masked_invalid(-ordered[:, 1 : 1 + FOLLOWERS]).mean(axis=1)
        gaps.append(np.ma.filled((-ordered[:, 0] - followers).mean(), 0.0))
    return np.asarray(np.maximum(gaps, 0.0), float)


def _softmax(scores: Matrix, starts: Places, sizes: Places) -> Matrix:
    """Return for each pair its share of exp(score) among the candidates of its query."""
    raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    return np.asarray(raised / np.repeat(np.add.reduceat(raised, starts), sizes))
