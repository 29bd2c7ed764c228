"""The scorer: from the features of a pair to the log-odds that both are one entity, learned from labels."""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Labels = NDArray[np.float64]
MOST = 1 - 1e-9  # Of a probability, whose log-odds are finite then.


class Scorer(Protocol):
    """What is fitted on features (n, d) and labels (n,), and gives log-odds (n,)."""

    def fit(self, features: Matrix, labels: Labels, weights: Labels | None = None) -> "Scorer":
        """Fit on pairs, each as often as its weight says; return itself."""

    def log_odds(self, features: Matrix) -> Matrix:
        """Return the log-odds (n,) that pairs are one entity."""


@dataclass
class LogisticScorer:
    """Ridge logistic regression on standardised features: its log-odds are a sum over these."""

    penalty: float  # C of scikit-learn: the lower, the smaller the weights.
    PENALTIES: ClassVar = (0.01, 0.1, 1.0)

    def fit(self, features: Matrix, labels: Labels, weights: Labels | None = None) -> "LogisticScorer":
        """Fit on pairs, each as often as its weight says; return itself."""
        from sklearn.linear_model import LogisticRegression

        self.means, self.scales = features.mean(axis=0), features.std(axis=0)
        self.scales[self.scales < 1e-9] = 1.0
        fitted = LogisticRegression(C=self.penalty, max_iter=200, solver="newton-cholesky").fit(
            (features - self.means) / self.scales, labels, weights
        )
        self.weights, self.intercept = fitted.coef_[0], float(fitted.intercept_[0])
        return self

    def terms(self, features: Matrix) -> Matrix:
        """Return what each feature adds to the log-odds of pairs (n, d), beside the intercept."""
        return np.asarray((features - self.means) / self.scales * self.weights)

    def log_odds(self, features: Matrix) -> Matrix:
        """Return the log-odds (n,) that pairs are one entity."""
        slopes = self.weights / self.scales
        return np.asarray(features @ slopes + (self.intercept - self.means @ slopes))


@dataclass
class BoostingScorer:
    """Gradient-boosted trees (scikit-learn), which find interactions where there are labels enough."""

    penalty: float
    PENALTIES: ClassVar = (1.0,)

    def fit(self, features: Matrix, labels: Labels, weights: Labels | None = None) -> "BoostingScorer":
        """Fit on pairs, each as often as its weight says; return itself."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        self.trees = HistGradientBoostingClassifier(
            max_iter=100,
            learning_rate=0.1,
            max_leaf_nodes=8,
            l2_regularization=1 / self.penalty,
            random_state=0,
        ).fit(features, labels, weights)
        return self

    def log_odds(self, features: Matrix) -> Matrix:
        """Return the log-odds (n,) that pairs are one entity."""
        likely = np.clip(self.trees.predict_proba(features)[:, 1], 1 - MOST, MOST)
        return np.asarray(np.log(likely / (1 - likely)))


def standard_errors(
    scorer: LogisticScorer, features: Matrix, labels: Labels, *, clusters: NDArray[np.int64]
) -> Matrix:
    """Return the standard errors (d,) of the weights of a scorer fitted on these pairs.

    They are those of the sandwich estimator with `clusters` (n,), here entities, whose pairs are not
    independent (Huber 1967; Liang and Zeger 1986). The penalty is part of the curvature.
    """
    rows = np.column_stack([(features - scorer.means) / scorer.scales, np.ones(len(features))])
    likely = 1 / (1 + np.exp(-np.clip(scorer.log_odds(features), -30, 30)))
    penalty = np.diag([*np.full(len(scorer.weights), 1 / scorer.penalty), 0.0])
    curvature = (rows * (likely * (1 - likely))[:, None]).T @ rows + penalty
    slopes = np.zeros((clusters.max(initial=0) + 1, rows.shape[1]))
    np.add.at(slopes, clusters, rows * (labels - likely)[:, None])
    inverse = np.linalg.pinv(curvature)
    variances = np.diag(inverse @ (slopes.T @ slopes) @ inverse)[:-1]
    return np.asarray(np.sqrt(np.maximum(variances, 0)))  # Rounding may leave a zero below zero.


SCORERS: dict[str, Any] = {"logistic": LogisticScorer, "boosting": BoostingScorer}


def log_loss(log_odds: Matrix, labels: Labels) -> float:
    """Return the mean negative log-likelihood of labels (n,)."""
    return float(np.logaddexp(0, np.where(labels > 0.5, -log_odds, log_odds)).mean())
