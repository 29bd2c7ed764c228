"""Scores of the same entity are told from those of others without labels."""

import numpy as np
import pytest

from clippings.linkage.decision.thresholds import probability_of, separate


def test_two_groups_of_scores_are_parted_between_them():
    rng = np.random.default_rng(0)
    low, high = rng.normal(0, 1, 300), rng.normal(8, 1, 200)
    threshold, knots = separate([*low, *high])
    assert 3 < threshold < 5
    assert probability_of([0.0, 8.0], knots) == pytest.approx([0, 1], abs=0.003)


def test_few_scores_are_never_sure():
    _, knots = separate([-2.15, -1.83, -2.15, -1.91])
    assert probability_of([-3, -2.15, -1.83, 0], knots) == pytest.approx([1 / 6, 1 / 6, 5 / 6, 5 / 6])


def test_equal_scores_are_not_parted():
    threshold, knots = separate([0.5, 0.5, np.nan])
    assert threshold is None and knots.empty
