"""Ridge logistic regression, solved many times on parts of the same pairs.

The minimum is that of scikit-learn's `LogisticRegression(C=penalty)` on standardised features. Cross-fitting
asks for some sixty of them a row, which differ by the part left out or by the penalty. scikit-learn copies
the pairs for each, starts at zero, and spends most of its time on the curvature of all pairs at each step.
Here pairs are standardised once, a fit starts where a similar one ended, and the curvature is that of pairs
in doubt, few of the dozens of candidates of a query. The gradient is of all pairs, so the minimum is too.
"""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array
from scipy.special import expit, logit

Matrix = NDArray[np.float64]
Parts = NDArray[np.int64]
OUTSIDE = -1  # The part of pairs that teach nothing.
PRIOR = 2**31  # The part of those of a prior, which teach whatever is left out.
AT_ONCE = 2048  # Pairs read at once: their features stay in the processor's cache from log-odds to slopes.
MOST_STEPS = 200
# Newton decrements, squared: how far the minimum is, about, in standard errors.
CLOSE = 1e-12  # Log-odds are right to 1e-6.
NEAR = 1e-3  # From here on the curvature of the step before is good enough.
CERTAIN = (
    0.05  # Of the mean of weight · likely · (1 − likely): a pair with less is left out of the curvature.
)


class Solution(NamedTuple):
    """Means (d,) and scales (d,) of features, weights (d,) of standardised ones, and the intercept."""

    means: Matrix
    scales: Matrix
    weights: Matrix
    intercept: float


class Prior(NamedTuple):
    """Pairs that teach beside labelled ones: features (m, d), how likely each is to be one entity (m,).

    `clusters` (m,) number what is independent, as of labelled pairs; a pair counts as `weight` of one.
    """

    features: Matrix
    likely: Matrix
    clusters: Parts
    weight: float


class _Point(NamedTuple):
    """The loss at some slopes, its gradient (1 + d,), and how likely the pairs of each block are (b,)."""

    loss: float
    gradient: Matrix
    likely: list[Matrix]


class TaughtPairs:
    """Labelled pairs, standardised once and ordered by part: fits on some parts read slices of them.

    `labels` (n,) lie between 0 and 1: a probability counts as that share of a pair with the label 1. `parts`
    (n,) number the part of each pair of features (n, d); those OUTSIDE teach nothing. A `prior` teaches in
    every fit.
    """

    def __init__(
        self, features: Matrix, labels: Matrix, *, parts: Parts | None = None, prior: Prior | None = None
    ) -> None:
        numbers = np.zeros(len(labels), np.int64) if parts is None else parts
        order = np.argsort(numbers, kind="stable")[np.count_nonzero(numbers == OUTSIDE) :]
        self._order, self._prior, count = order, prior, len(order)
        numbers, self._labels = numbers[order], labels[order]
        if prior:
            numbers = np.r_[numbers, np.full(len(prior.likely), PRIOR)]
            self._labels = np.r_[self._labels, prior.likely]
        self._rows = np.ones((len(numbers), 1 + features.shape[1]))  # The first column is for the intercept.
        values = self._rows[:, 1:]
        np.take(features, order, axis=0, out=values[:count], mode="clip")
        values[count:] = prior.features if prior else 0
        self._means = values.mean(axis=0)
        values -= self._means
        self._scales = _roots(np.einsum("ij,ij->j", values, values) / len(numbers), least=1e-18)
        values /= self._scales
        self._slices = {
            int(part): slice(*np.searchsorted(numbers, [part, part + 1])) for part in np.unique(numbers)
        }
        self._weights = dict.fromkeys(self._slices, 1.0) | ({PRIOR: prior.weight} if prior else {})
        within = {part: values[own] for part, own in self._slices.items()}
        self._sums = {part: own.sum(axis=0) for part, own in within.items()}
        self._squares = {part: np.einsum("ij,ij->j", own, own) for part, own in within.items()}

    def fit(
        self,
        penalty: float,
        *,
        without: Collection[int] = (),
        count: int | None = None,
        start: Solution | None = None,
    ) -> Solution:
        """Fit to all parts but some, by the first `count` features; `penalty` is C of scikit-learn.

        `start` is a solution for the same pairs, of however many features.
        """
        means, scales = (moment[:count] for moment in self._moments(without))
        problem = self._problem(without, scales**2 / penalty)
        slopes = problem.minimise(None if start is None else self._slopes(start))
        return Solution(
            self._means[:count] + self._scales[:count] * means,
            self._scales[:count] * scales,
            slopes[1:] * scales,
            float(slopes[0] + slopes[1:] @ means),
        )

    def log_odds(self, solution: Solution, part: int) -> Matrix:
        """Return the log-odds of the pairs of a part, in their order."""
        slopes = self._slopes(solution)
        return np.asarray(self._rows[self._slices[part], : len(slopes)] @ slopes)

    def errors(
        self, solution: Solution, penalty: float, *, without: Collection[int], clusters: Parts
    ) -> Matrix:
        """Return the standard errors (d,) of the weights of a solution for all parts but some.

        They are those of the sandwich estimator with `clusters` (n,), here entities, whose pairs are not
        independent (Huber 1967; Liang and Zeger 1986). The penalty is part of the curvature.
        """
        scales = self._moments(without)[1][: len(solution.weights)]
        problem = self._problem(without, scales**2 / penalty)
        known = np.r_[clusters[self._order], self._prior.clusters if self._prior else []].astype(np.int64)
        kept = np.concatenate([known[own] for own, _ in self._kept(without)])
        point = problem.at(self._slopes(solution))
        inverse = cho_solve(cho_factor(problem.curvature(point, certain=0.0)), np.eye(1 + len(scales)))
        return np.asarray(scales * np.linalg.norm(problem.sums(point, kept) @ inverse, axis=0)[1:])

    def _slopes(self, solution: Solution) -> Matrix:
        """Return the intercept and the weights (1 + d,) of the rows as they are kept here."""
        count, weights = len(solution.weights), solution.weights / solution.scales
        moved = (self._means[:count] - solution.means) @ weights
        return np.asarray(np.r_[solution.intercept + moved, weights * self._scales[:count]])

    def _kept(self, without: Collection[int]) -> list[tuple[slice, float]]:
        """List where the pairs of all parts but some stand, and what one of them weighs."""
        return [(own, self._weights[part]) for part, own in self._slices.items() if part not in without]

    def _moments(self, without: Collection[int]) -> tuple[Matrix, Matrix]:
        """Return mean and scale (d,) of the values of all parts but some, as they are kept here."""
        kept = {part: weight for part, weight in self._weights.items() if part not in without}
        size = sum(weight * (own.stop - own.start) for own, weight in self._kept(without))
        means = sum(weight * self._sums[part] for part, weight in kept.items()) / size
        squares = sum(weight * self._squares[part] for part, weight in kept.items()) / size
        return means, _roots(squares - means**2, least=1e-9)

    def _problem(self, without: Collection[int], ridge: Matrix) -> "_Problem":
        """Return the problem of all parts but some; `ridge` (d,) has the penalties of the first features."""
        blocks = [
            (slice(start, min(start + AT_ONCE, own.stop)), weight)
            for own, weight in self._kept(without)
            for start in range(own.start, own.stop, AT_ONCE)
        ]
        rows = [self._rows[block, : 1 + len(ridge)] for block, _ in blocks]
        labels = [self._labels[block] for block, _ in blocks]
        return _Problem(rows, labels, [weight for _, weight in blocks], np.r_[0.0, ridge])


class _Problem:
    """The penalised loss of pairs, in blocks of rows (b, 1 + d) and labels (b,), each with one weight."""

    def __init__(self, rows: list[Matrix], labels: list[Matrix], weights: list[float], ridge: Matrix) -> None:
        self._rows, self._labels, self._weights, self._ridge = rows, labels, weights, ridge

    def minimise(self, start: Matrix | None) -> Matrix:
        """Return the slopes (1 + d,) of least loss, by Newton's method.

        `start` are the slopes of a similar problem, with which these may begin or the other way round; they
        are not used where the share of label 1 alone has less loss.
        """
        share = np.mean(np.concatenate(self._labels))
        if not 0 < share < 1:
            raise ValueError(f"logistic regression: all labels are {share:g}, expected different ones")
        slopes = np.r_[logit(share), np.zeros(len(self._ridge) - 1)]
        point = self.at(slopes)
        if start is not None:
            near = np.zeros(len(slopes))
            near[: len(start)] = start[: len(near)]
            if (other := self.at(near)).loss < point.loss:
                slopes, point = near, other
        factor, certain, before = None, CERTAIN, np.inf
        for _ in range(MOST_STEPS):
            if factor is None:
                factor = cho_factor(self.curvature(point, certain=certain))
            step = cho_solve(factor, point.gradient)
            decrement = float(point.gradient @ step)
            if decrement < CLOSE:
                return np.asarray(slopes - step)
            slopes, point = self._descend(slopes, step, point)
            slow = before < NEAR and decrement > before / 10
            certain = 0.0 if slow else certain
            factor = None if slow or decrement > NEAR else factor
            before = decrement
        raise ValueError(f"logistic regression: {MOST_STEPS} steps did not reach the minimum, expected fewer")

    def _descend(self, slopes: Matrix, step: Matrix, point: _Point) -> tuple[Matrix, _Point]:
        """Step from a point, half as far again and again while the loss is higher there."""
        while (reached := self.at(slopes - step)).loss > point.loss * (1 + 1e-9) and np.abs(
            step
        ).max() > 1e-12:
            step = step / 2
        return slopes - step, reached

    def at(self, slopes: Matrix) -> _Point:
        """Return the loss at some slopes (1 + d,), and what follows from it."""
        loss, gradient, blocks = self._ridge @ slopes**2 / 2, self._ridge * slopes, []
        for rows, labels, weight in zip(self._rows, self._labels, self._weights, strict=True):
            log_odds = rows @ slopes
            likely = expit(log_odds)
            loss += weight * (np.logaddexp(0, log_odds).sum() - labels @ log_odds)
            gradient += weight * ((likely - labels) @ rows)
            blocks.append(likely)
        return _Point(float(loss), gradient, blocks)

    def curvature(self, point: _Point, *, certain: float) -> Matrix:
        """Return the curvature (1 + d, 1 + d) by the pairs that are not certain."""
        total = np.diag(self._ridge)
        doubts = [w * likely * (1 - likely) for likely, w in zip(point.likely, self._weights, strict=True)]
        least = certain * np.mean(np.concatenate(doubts))
        for rows, doubt in zip(self._rows, doubts, strict=True):
            some = np.flatnonzero(doubt >= least)
            weighed = rows[some] * np.sqrt(doubt[some])[:, None]
            total += weighed.T @ weighed
        return total

    def sums(self, point: _Point, clusters: Parts) -> Matrix:
        """Return the sums (c, 1 + d) over clusters of the slopes of the loss of single pairs."""
        total, start = np.zeros((clusters.max() + 1, len(self._ridge))), 0
        blocks = zip(self._rows, self._labels, self._weights, point.likely, strict=True)
        for rows, labels, weight, likely in blocks:
            own, errors = clusters[start : start + len(rows)], weight * (likely - labels)
            total += csr_array((errors, (own, np.arange(len(rows)))), (len(total), len(rows))) @ rows
            start += len(rows)
        return total


def _roots(variances: Matrix, *, least: float) -> Matrix:
    """Return standard deviations, 1 of what is constant but for rounding."""
    return np.sqrt(np.where(variances < least, 1.0, variances))
