"""Probabilities of links, against the definition of isotonic regression."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.linkage.decision.thresholds import fit_calibration, probability_of


def judged(*rows):
    return pd.DataFrame(rows, columns=["score", "top1"], dtype=float)


def isotonic(scores, outcomes):
    """Fit by the max-min formula (Barlow et al. 1972), every pair of cuts tried."""
    levels = sorted(set(scores))
    fitted = []
    for place in range(len(levels)):
        fitted.append(
            max(
                min(
                    np.mean([y for x, y in zip(scores, outcomes, strict=True) if levels[i] <= x <= levels[j]])
                    for j in range(place, len(levels))
                )
                for i in range(place + 1)
            )
        )
    return dict(zip(levels, fitted, strict=True))


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from([0, 0.5, 1])),
        min_size=1,
        max_size=15,
    )
)
def test_the_fit_is_the_isotonic_one(rows):
    scores, outcomes = zip(*rows, strict=True)
    knots = fit_calibration(judged(*rows))
    expected = isotonic(scores, outcomes)
    assert probability_of(list(expected), knots) == pytest.approx(list(expected.values()))
    grid = probability_of(np.linspace(-1, 7, 60), knots)
    assert (np.diff(grid) >= 0).all() and grid.min() >= 0 and grid.max() <= 1


def test_between_knots_it_is_linear_and_outside_level():
    knots = pd.DataFrame({"score": [0.2, 0.6], "probability": [0.1, 0.9]})
    found = probability_of([0.0, 0.2, 0.3, 0.6, 1.0, np.nan], knots)
    assert found == pytest.approx([0.1, 0.1, 0.3, 0.9, 0.9, 0.0])


def test_what_all_validation_queries_share_is_kept():
    assert probability_of([0.1, 0.9], fit_calibration(judged((0.5, 1), (0.7, 1)))).tolist() == [1, 1]
    assert probability_of([0.1, 0.9], fit_calibration(judged((0.5, 0), (0.7, 0)))).tolist() == [0, 0]


def test_without_scored_queries_nothing_is_probable_or_not():
    knots = fit_calibration(judged((np.nan, 0)))
    assert knots.empty
    assert np.isnan(probability_of([0.1, np.nan], knots)).all()
