"""What validation teaches of a similarity: the threshold of a link, and the probability that it is right."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

KNOTS = 101  # Of a probability without labels.
MOST_SCORES = 1_000_000  # Scores to which a mixture is fitted; of more, a sample of this size, evenly spread.
STEP = 1e-5  # How far above the highest score the cut lies that links nothing.
TOLERANCE = 1e-9  # Expected counts that differ less are equal.


def tune_threshold(judged: pd.DataFrame, *, default: float) -> dict[str, Any]:
    """Choose the threshold with the best accuracy over all queries of `judged`, matched and not.

    Without a score among them it is `default`. Returns the threshold, its accuracy and the number of queries.
    """
    if judged["score"].isna().all():
        return {"threshold": default, "accuracy": None, "queries": len(judged)}
    threshold, accuracy = best_threshold(judged)
    return {"threshold": threshold, "accuracy": accuracy, "queries": len(judged)}


def best_threshold(judged: pd.DataFrame) -> tuple[float, float]:
    """Try every cut between the scores of `judged`; return the best, the lowest of ties, and its accuracy.

    A matched query is right if its first neighbour is acceptable and at or above the cut, an unmatched
    one if its first neighbour is below the cut or it has none.
    """
    judged = judged.sort_values("score", ascending=False, na_position="last")
    scores = judged["score"].dropna().to_numpy()
    gains = np.where(judged["matched"], judged["top1"], -1.0)[: len(scores)]
    # Entry i: how many are right when the i highest scores are linked and the others are not.
    right = (~judged["matched"]).sum() + np.concatenate([[0.0], gains.cumsum()])
    allowed = np.concatenate([[True], scores[:-1] > scores[1:], [True]])
    best = np.flatnonzero(allowed & (right > right[allowed].max() - TOLERANCE))[-1]
    upper = np.concatenate([[scores[0] + STEP], scores])
    lower = np.concatenate([scores, scores[-1:]])
    return float(upper[best] + lower[best]) / 2, float(right[best]) / len(judged)


def fit_calibration(judged: pd.DataFrame) -> pd.DataFrame:
    """Fit the probability that the first neighbour is acceptable as a rising function of its score.

    Isotonic regression (Zadrozny and Elkan 2002) on queries with `score` and `top1`, 0 where unmatched.
    Returns its knots, score and probability; none without a score, one probability where all are right or
    wrong.
    """
    judged = judged[judged["score"].notna()]
    if judged.empty:
        return pd.DataFrame({"score": [], "probability": []}, dtype=float)
    # Imported here: it takes a second, and links only look probabilities up.
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(judged["score"], judged["top1"])
    return pd.DataFrame({"score": fitted.X_thresholds_, "probability": fitted.y_thresholds_})


def separate(scores: ArrayLike, *, runners_up: ArrayLike = ()) -> tuple[float | None, pd.DataFrame]:
    """Tell scores (n,) of the same entity from those of others without labels, say of first neighbours.

    A mixture of two normal distributions of one variance is fitted to them (scikit-learn's GaussianMixture).
    Where both kinds are nearer to one another than the lower one is to the `runners_up` (m,), they are one
    kind, exact and inexact matches say, and it is fitted to all scores, runners-up included.
    Returns the score from which the upper one is the likelier, None where there are not two different scores,
    and the knots of the probability that a score belongs to it, between both means and constant outside. Of n
    scores none is surer than 1 − 1 / (n + 2), by Laplace's rule of succession: few scores fit too neatly.
    """
    found, behind = _known(scores), _known(runners_up)
    kinds = _two_kinds(found)
    if len(behind) and kinds.low - behind.mean() > kinds.high - kinds.low:
        found = np.concatenate([found, behind])
        kinds = _two_kinds(found)
    if kinds.low == kinds.high:
        return None, pd.DataFrame({"score": [], "probability": []}, dtype=float)
    grid = np.linspace(kinds.low, kinds.high, KNOTS)
    likely = kinds.mixture.predict_proba(grid[:, None])[:, np.argmax(kinds.mixture.means_)]
    threshold = float(grid[min(int(np.searchsorted(likely, 0.5)), KNOTS - 1)])
    least = 1 / (found.size + 2)
    return threshold, pd.DataFrame({"score": grid, "probability": likely.clip(least, 1 - least)})


def undivided(scores: ArrayLike, *, default: float | None) -> float:
    """Return the threshold of scores (n,) that are all equal: `default`, or without one, that score.

    Log-odds have no usual value, and none of them is worse than another. Without scores they are even: 0.
    """
    if default is not None:
        return default
    found = _known(scores)
    return float(found.max()) if found.size else 0.0


class _Kinds(NamedTuple):
    """The means of the lower and the upper kind of scores, and their mixture, None of one score alone."""

    low: float
    high: float
    mixture: Any


def _two_kinds(scores: NDArray[np.float64]) -> _Kinds:
    if np.unique(scores).size < 2:
        alone = float(scores[0]) if scores.size else 0.0
        return _Kinds(alone, alone, None)
    # Imported here: it takes a second, and links only look probabilities up.
    from sklearn.mixture import GaussianMixture

    if len(scores) > MOST_SCORES:
        scores = np.sort(scores)[np.linspace(0, len(scores) - 1, MOST_SCORES).astype(np.int64)]
    mixture = GaussianMixture(2, covariance_type="tied", n_init=3, random_state=0).fit(scores[:, None])
    return _Kinds(float(mixture.means_.min()), float(mixture.means_.max()), mixture)


def _known(scores: ArrayLike) -> NDArray[np.float64]:
    array: NDArray[np.float64] = np.asarray(scores, float)
    return array[~np.isnan(array)]


def probability_of(scores: ArrayLike, knots: pd.DataFrame) -> NDArray[np.float64]:
    """Interpolate the probability of each score (n,) between knots, constant outside; NaN without knots.

    An empty score, a query without a neighbour, has probability 0.
    """
    scores = np.asarray(scores, float)
    if knots.empty:
        return np.full(len(scores), np.nan)
    interpolated = np.interp(scores, knots["score"], knots["probability"])
    return np.where(np.isnan(scores), 0.0, interpolated)
