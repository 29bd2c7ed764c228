"""The sigmoid that few labels are enough for, against Platt's likelihood minimised by another method."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from clippings.linkage.decision.sigmoid import WORTH, fit_sigmoid
from clippings.linkage.decision.thresholds import probability_of

NOISE = np.random.default_rng(0).normal(5, 3, 300)


def judged(scores, right):
    return pd.DataFrame({"score": scores, "top1": right}, dtype=float)


def test_it_has_the_greatest_likelihood_of_platts_marks():
    scores, right = [-3, -2, -1, 0, 1, 2, 3, np.nan], [0, 0, 1, 0, 1, 1, 1, 0]
    marks = np.where(np.array(right[:7]) == 1, 5 / 6, 1 / 5)

    def loss(values):
        odds = values[0] * np.array(scores[:7]) + values[1]
        return (np.logaddexp(0, odds) - marks * odds).sum()

    slope, intercept = minimize(loss, [1, 0]).x
    threshold, knots = fit_sigmoid(judged(scores, right))
    assert threshold == pytest.approx(-intercept / slope, abs=1e-3)
    found = probability_of([-3, 0.5, 2], knots)
    assert found == pytest.approx(1 / (1 + np.exp(-slope * np.array([-3, 0.5, 2]) - intercept)), abs=2e-3)
    assert probability_of([threshold], knots) == pytest.approx([0.5], abs=1e-3)


def expect(threshold):
    scores = np.linspace(-5, 5, 50)
    likely = 1 / (1 + np.exp(3 * (threshold - scores)))
    return pd.DataFrame({"score": scores, "probability": likely, "weight": WORTH / 50})


def test_what_is_expected_counts_as_some_labelled_queries():
    scores, right, expected = np.array([-2.0, 0.5, 1.0]), np.array([0, 0, 1]), expect(1.0)
    marks = np.r_[np.where(right == 1, 2 / 3, 1 / 4), expected["probability"]]
    every, weights = np.r_[scores, expected["score"]], np.r_[np.ones(3), expected["weight"]]

    def loss(values):
        odds = values[0] * every + values[1]
        return (weights * (np.logaddexp(0, odds) - marks * odds)).sum()

    slope, intercept = minimize(loss, [1, 0]).x
    assert fit_sigmoid(judged(scores, right), expected=expected)[0] == pytest.approx(
        -intercept / slope, abs=1e-3
    )


def test_one_label_does_not_link_everything_and_many_are_not_outvoted():
    """Once a right label alone put the threshold at minus infinity."""
    assert fit_sigmoid(judged([2.0], [1]))[0] == -np.inf
    assert fit_sigmoid(judged([2.0], [1]), expected=expect(1.0))[0] == pytest.approx(1.0, abs=0.4)
    scores = np.random.default_rng(0).normal(0, 2, 2000)
    assert fit_sigmoid(judged(scores, scores > -1), expected=expect(3.0))[0] == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize(
    ("scores", "right", "threshold", "probability"),
    [
        ([1, 2], [1, 0], -np.inf, 0.5),
        ([1, 1, 1], [1, 1, 1], -np.inf, 4 / 5),
        (NOISE, [1] * 300, -np.inf, 301 / 302),
        (NOISE, [0] * 300, np.inf, 1 / 302),
        ([1, 2, 3], [1, 0, 0], np.inf, (2 / 3 + 1 / 4 + 1 / 4) / 3),
    ],
)
def test_without_a_rise_all_are_equally_probable(scores, right, threshold, probability):
    found, knots = fit_sigmoid(judged(scores, right))
    assert found == threshold
    assert probability_of([0, 9], knots) == pytest.approx([probability] * 2)


def test_without_a_score_nothing_is_known():
    assert fit_sigmoid(judged([np.nan], [0]))[1]["probability"].tolist() == [0.5]
