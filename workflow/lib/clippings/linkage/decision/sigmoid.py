"""Probabilities from few labels: a sigmoid of the score, which has two numbers to learn."""

import numpy as np
import pandas as pd

KNOTS = np.linspace(-8, 8, 161)  # Log-odds between which probabilities are interpolated.
WEAK = 1e4  # C of scikit-learn: so little penalty that only what separates without error is held back.
WORTH = 10.0  # Labelled queries, as which at most counts what is expected without labels (docs/method.md).


def tune_sigmoid(judged: pd.DataFrame, *, expected: pd.DataFrame | None = None) -> tuple[float, pd.DataFrame]:
    """Choose threshold and knots of probabilities for queries like the `judged` ones (`fit_sigmoid`).

    A matched query whose first candidate is wrong is decided wrongly whether it is linked or not: it counts
    for the probability, and not for the threshold.
    """
    threshold, _ = fit_sigmoid(judged[(judged["top1"] > 0) | ~judged["matched"]], expected=expected)
    return threshold, fit_sigmoid(judged, expected=expected)[1]


def fit_sigmoid(judged: pd.DataFrame, *, expected: pd.DataFrame | None = None) -> tuple[float, pd.DataFrame]:
    """Fit the probability that the first neighbour is acceptable as a sigmoid of its score (Platt 1999).

    `judged` are queries with `score`, perhaps empty, and `top1`, 0 where unmatched. Their marks are shrunk,
    to (n + 1) / (n + 2) of n right ones and 1 / (n + 2) of n wrong ones, as Platt does, so that a few that
    are all right do not make certain. The `expected` score, probability and weight of some more hold it
    where labels are few. Returns the threshold, where the probability is one half, and
    knots as those of `fit_calibration`. Where it does not rise with the score, or all marks are equal, it is
    one for all.
    """
    known = judged[judged["score"].notna()]
    scores, right = known["score"].to_numpy(float), known["top1"].to_numpy(float)
    marks = right * (right.sum() + 1) / (right.sum() + 2) + (1 - right) / ((1 - right).sum() + 2)
    weights = np.ones(len(known))
    if expected is not None:
        scores, marks = np.r_[scores, expected["score"]], np.r_[marks, expected["probability"]]
        weights = np.r_[weights, expected["weight"]]
    varied = len(scores) > 0 and np.ptp(scores) > 0 and np.ptp(marks) > 0
    slope, intercept = _fit(scores, marks, weights) if varied else (0.0, 0.0)
    if slope <= 0:
        share = float(np.average(marks, weights=weights)) if len(scores) else 0.5
        flat = pd.DataFrame({"score": [0.0], "probability": [share]})
        return (-np.inf if share >= 0.5 else np.inf), flat
    knots = pd.DataFrame({"score": (KNOTS - intercept) / slope, "probability": 1 / (1 + np.exp(-KNOTS))})
    return -intercept / slope, knots


def _fit(scores: np.ndarray, marks: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Return slope and intercept of the log-odds of weighed marks (n,) between 0 and 1."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = scores.mean(), scores.std()
    twice = np.tile((scores - mean) / scale, 2)[:, None]
    labels = np.repeat([1, 0], len(scores))
    shares = np.concatenate([weights * marks, weights * (1 - marks)])
    fitted = LogisticRegression(C=WEAK).fit(twice, labels, shares)
    slope = float(fitted.coef_[0, 0]) / scale
    return slope, float(fitted.intercept_[0]) - slope * mean
