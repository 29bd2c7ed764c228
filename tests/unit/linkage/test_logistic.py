"""Ridge logistic regression against scikit-learn, and its standard errors against loops over clusters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from clippings.linkage.evidence import logistic
from clippings.linkage.evidence.logistic import OUTSIDE, TaughtPairs

PENALTIES = (0.01, 0.1, 1.0)


def make_pairs(*, queries=80, candidates=12, hardness=2.0, seed=0):
    """Make candidates of queries, the first their match: measures alike, blank in places, or constant."""
    generator = np.random.default_rng(seed)
    labels = np.tile(np.arange(candidates) == 0, queries).astype(float)
    parts = np.repeat(generator.integers(-1, 4, queries), candidates)
    signal = hardness * labels + generator.normal(size=len(labels))
    alike = signal[:, None] + 0.2 * generator.normal(size=(len(labels), 4))
    blank = (parts == 2) & (generator.random(len(labels)) < 0.1)  # Constant wherever part 2 is left out.
    features = np.column_stack(
        [alike, alike[:, 0], 0.9 + 1e-3 * alike[:, 1], blank, np.full(len(labels), 3.0)]
    )
    return features, labels, parts


def fit_by_scikit_learn(features, labels, penalty):
    """Return log-odds of features by a tightly converged fit on standardised ones."""
    scales = features.std(axis=0)
    scales[scales < 1e-9] = 1
    standard = (features - features.mean(axis=0)) / scales
    fitted = LogisticRegression(C=penalty, tol=1e-12, max_iter=1000, solver="newton-cholesky")
    fitted.fit(standard, labels)
    return fitted.coef_[0], lambda some: fitted.decision_function((some - features.mean(axis=0)) / scales)


@pytest.mark.parametrize("hardness", [0.0, 2.0, 9.0])  # Nothing to learn, overlapping, separable.
def test_every_fit_equals_that_of_scikit_learn_wherever_it_starts(hardness):
    features, labels, parts = make_pairs(hardness=hardness)
    pairs, solution = TaughtPairs(features, labels, parts=parts), None
    for without in ((), (0,), (2,), (1, 3)):
        for penalty in PENALTIES:
            for count in (5, 8):
                solution = pairs.fit(penalty, without=without, count=count, start=solution)
                kept = ~np.isin(parts, [*without, OUTSIDE])
                weights, log_odds = fit_by_scikit_learn(features[kept, :count], labels[kept], penalty)
                assert solution.weights == pytest.approx(weights, abs=1e-6)
                for part in (0, 2):
                    expected = log_odds(features[parts == part, :count])
                    assert pairs.log_odds(solution, part) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(PENALTIES), st.floats(-4, 4))
def test_fits_of_few_pairs_far_from_their_start_equal_those_of_scikit_learn(seed, penalty, shift):
    features, labels, _ = make_pairs(queries=6, candidates=4, seed=seed)
    pairs = TaughtPairs(features, labels)
    near = pairs.fit(penalty)
    far = near._replace(weights=near.weights * 50 + shift, intercept=near.intercept + 30 * shift)
    weights, _ = fit_by_scikit_learn(features, labels, penalty)
    assert near.weights == pytest.approx(weights, abs=1e-6)
    assert pairs.fit(penalty, start=far).weights == pytest.approx(weights, abs=1e-6)


def test_pairs_left_out_of_the_curvature_change_steps_and_not_the_minimum(monkeypatch):
    features, labels, parts = make_pairs()
    found = TaughtPairs(features, labels, parts=parts).fit(1.0)
    for certain, at_once in ((0.0, 7), (0.9, 10**6)):
        monkeypatch.setattr(logistic, "CERTAIN", certain)
        monkeypatch.setattr(logistic, "AT_ONCE", at_once)
        other = TaughtPairs(features, labels, parts=parts).fit(1.0)
        assert other.weights == pytest.approx(found.weights, abs=1e-7)


def test_no_minimum_within_the_steps_is_refused(monkeypatch):
    features, labels, _ = make_pairs()
    monkeypatch.setattr(logistic, "MOST_STEPS", 2)
    with pytest.raises(ValueError, match="2 steps did not reach the minimum"):
        TaughtPairs(features, labels).fit(1.0)


def test_pairs_of_one_label_are_refused():
    features, labels, _ = make_pairs()
    with pytest.raises(ValueError, match="all labels are 0, expected different ones"):
        TaughtPairs(features, 0 * labels).fit(1.0)


def test_standard_errors_equal_the_sandwich_of_loops_over_clusters():
    features, labels, parts = make_pairs()
    clusters = np.random.default_rng(1).integers(0, 40, len(labels))
    pairs = TaughtPairs(features, labels, parts=parts)
    solution = pairs.fit(0.1, without=[1], count=5)
    kept = ~np.isin(parts, [1, OUTSIDE])
    rows = np.c_[(features[kept, :5] - solution.means) / solution.scales, np.ones(kept.sum())]
    likely = 1 / (1 + np.exp(-(rows @ [*solution.weights, solution.intercept])))
    bread = sum(p * (1 - p) * np.outer(row, row) for p, row in zip(likely, rows, strict=True))
    bread += np.diag([10.0] * 5 + [0.0])
    meat = np.zeros((6, 6))
    for cluster in range(40):
        own = clusters[kept] == cluster
        slope = ((likely - labels[kept])[own, None] * rows[own]).sum(axis=0)
        meat += np.outer(slope, slope)
    inverse = np.linalg.inv(bread)
    expected = np.sqrt(np.diag(inverse @ meat @ inverse))[:5]
    assert pairs.errors(solution, 0.1, without=[1], clusters=clusters) == pytest.approx(expected)
