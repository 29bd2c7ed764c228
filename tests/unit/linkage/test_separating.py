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


def test_exact_and_inexact_matches_are_one_kind_where_all_others_are_far_below():
    rng = np.random.default_rng(0)
    exact, inexact, behind = rng.normal(9, 0.1, 100), rng.normal(8, 0.1, 60), rng.normal(2, 0.5, 160)
    firsts = [*exact, *inexact]
    threshold, knots = separate(firsts, runners_up=behind)
    assert 3 < threshold < 7
    assert probability_of([8.0], knots)[0] > 0.99 > 0.01 > probability_of([2.0], knots)[0]
    # Without the runners-up the inexact ones are taken for no match.
    assert separate(firsts)[0] > 8
    # Where what comes second is as near as that, it says nothing.
    assert separate(firsts, runners_up=rng.normal(7.5, 0.5, 160))[0] > 8


def test_equal_scores_are_parted_from_runners_up_that_are_behind():
    threshold, _ = separate([5.0] * 6, runners_up=[1.0, 1.1, 0.9])
    assert 1.2 < threshold < 5
    assert separate([5.0] * 6, runners_up=[5.0, 5.0])[0] is None
