"""The scorer: from the features of a pair to the log-odds that both are one entity, learned from labels."""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from clippings.linkage.evidence.logistic import Solution, TaughtPairs

Matrix = NDArray[np.float64]
Labels = NDArray[np.float64]
MOST = 1 - 1e-9  # Of a probability, whose log-odds are finite then.


class Scorer(Protocol):
    """What is fitted on features (n, d) and labels (n,), and gives log-odds (n,)."""

    def fit(self, features: Matrix, labels: Labels) -> "Scorer":
        """Fit on pairs; return itself."""

    def log_odds(self, features: Matrix) -> Matrix:
        """Return the log-odds (n,) that pairs are one entity."""


@dataclass
class LogisticScorer:
    """Ridge logistic regression on standardised features: its log-odds are a sum over these."""

    penalty: float  # C of scikit-learn: the lower, the smaller the weights.
    PENALTIES: ClassVar = (0.01, 0.1, 1.0)

    def fit(self, features: Matrix, labels: Labels) -> "LogisticScorer":
        """Fit on pairs, whose labels may be probabilities; return itself."""
        return self.take(TaughtPairs(features, labels).fit(self.penalty))

    def take(self, solution: Solution) -> "LogisticScorer":
        """Take means, scales, weights and intercept of a fit; return itself."""
        self.solution = solution
        self.means, self.scales, self.weights, self.intercept = solution
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

    def fit(self, features: Matrix, labels: Labels) -> "BoostingScorer":
        """Fit on pairs, whose order says nothing; return itself."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        # Of many pairs the bins are those of some, drawn by their places; sums are rounded in their order.
        order = np.lexsort([labels, *features.T])
        self.trees = HistGradientBoostingClassifier(
            max_iter=100,
            learning_rate=0.1,
            max_leaf_nodes=8,
            l2_regularization=1 / self.penalty,
            # Where to stop would be tried on pairs drawn by their places.
            early_stopping=False,
            random_state=0,
        ).fit(features[order], labels[order])
        return self

    def log_odds(self, features: Matrix) -> Matrix:
        """Return the log-odds (n,) that pairs are one entity."""
        likely = np.clip(self.trees.predict_proba(features)[:, 1], 1 - MOST, MOST)
        return np.asarray(np.log(likely / (1 - likely)))


SCORERS: dict[str, Any] = {"logistic": LogisticScorer, "boosting": BoostingScorer}


def log_loss(log_odds: Matrix, labels: Labels) -> float:
    """Return the mean negative log-likelihood of labels (n,)."""
    return float(np.logaddexp(0, np.where(labels > 0.5, -log_odds, log_odds)).mean())
