"""Risk over coverage and reliability, against orders tried one by one and hand tables."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.calibration import bins_of, calibration_error
from clippings.evaluation.confidence import (
    area_under_risk,
    measure_reliability,
    risks,
    trace_risk,
)


def outcomes(*rows):
    return pd.DataFrame(rows, columns=["probability", "score", "top1"], dtype=float)


def complete(found, *, seeds=(0,)):
    """Fill the other columns of outcomes, one entity a query."""
    parts = [
        found.assign(
            method="sup_visual",
            ocr="none",
            seed=seed,
            query=[f"q{number:03d}" for number in range(len(found))],
            entity=[f"e{number // 2:03d}" for number in range(len(found))],
            group=[f"e{number // 2:03d}" for number in range(len(found))],
            split="test",
            matched=True,
            linked=True,
            any_tie=found["top1"],
            strict=found["top1"],
            recall=found["top1"],
            right=found["top1"],
        )
        for seed in seeds
    ]
    return pd.concat(parts, ignore_index=True)


def test_the_surest_come_first_and_ties_count_by_their_expectation():
    found = outcomes((0.9, 0.5, 1), (0.9, 0.7, 0.5), (0.2, 0.4, 0), (0.2, 0.4, 1), (0.2, 0.4, 1))
    orders = []
    for order in permutations([2, 3, 4]):
        errors = 1 - found["top1"].to_numpy()[[1, 0, *order]]
        orders.append(errors.cumsum() / np.arange(1, 6))
    assert risks(found) == pytest.approx(np.mean(orders, axis=0))
    assert area_under_risk(found) == pytest.approx(np.mean(orders))


def test_without_probabilities_the_score_decides_and_no_neighbour_comes_last():
    found = outcomes((np.nan, np.nan, 0), (np.nan, 0.2, 1), (np.nan, 0.9, 1))
    assert risks(found).tolist() == [0, 0, pytest.approx(1 / 3)]


def test_bins_hold_about_a_tenth_and_equals_stay_together():
    assert np.bincount(bins_of(pd.Series(np.random.default_rng(0).random(50)))).tolist() == [5] * 10
    probabilities = pd.Series([0.1] * 12 + list(np.linspace(0.2, 0.9, 8)))
    places = bins_of(probabilities)
    assert len(set(places[:12])) == 1
    assert sorted(set(places)) == list(range(places.max() + 1))


def test_the_error_of_calibration_equals_a_loop():
    rng = np.random.default_rng(1)
    found = outcomes(*zip(rng.random(103), rng.random(103), rng.integers(0, 2, 103), strict=True))
    ordered = found.sort_values("probability")
    parts = [
        ordered.iloc[int(np.ceil(b * 10.3 - 0.5)) : int(np.ceil((b + 1) * 10.3 - 0.5))] for b in range(10)
    ]
    assert sum(map(len, parts)) == 103
    looped = sum(len(p) / 103 * abs(p["probability"].mean() - p["top1"].mean()) for p in parts)
    assert calibration_error(found) == pytest.approx(looped)


def test_a_calibrated_row_has_little_error_and_a_boastful_one_much():
    rng = np.random.default_rng(2)
    chances = rng.random(4000)
    found = outcomes(*zip(chances, chances, rng.random(4000) < chances, strict=True))
    assert calibration_error(found) < 0.03
    assert calibration_error(found.assign(probability=0.99)) == pytest.approx(0.49, abs=0.02)
    assert np.isnan(calibration_error(found.assign(probability=np.nan)))


def test_curves_and_bins_pass_their_tables_and_pool_the_seeds():
    rng = np.random.default_rng(3)
    chances = rng.random(300)
    found = complete(outcomes(*zip(chances, chances, rng.random(300) < chances, strict=True)), seeds=(0, 1))
    curves, bins = trace_risk(found), measure_reliability(found, resamples=200, seed=0)
    frames.check(curves, tables.RISK_COVERAGE, where="test")
    frames.check(bins, tables.RELIABILITY, where="test")
    assert len(curves) == 200 and curves["coverage"].iloc[-1] == 1
    assert curves["risk"].iloc[-1] == pytest.approx(1 - found["top1"].mean())
    assert bins["n"].tolist() == [60] * 10
    assert bins["accuracy"].between(bins["low"], bins["high"]).all()


def test_bins_draw_homonyms_as_one():
    rng = np.random.default_rng(4)
    found = complete(outcomes(*zip(rng.random(60), rng.random(60), rng.integers(0, 2, 60), strict=True)))
    apart, alike = (
        measure_reliability(part, resamples=100, seed=0) for part in (found, found.assign(group="g"))
    )
    assert (apart["high"] - apart["low"]).mean() > 0.3
    assert alike["low"].tolist() == alike["high"].tolist() == pytest.approx(alike["accuracy"].tolist())


def test_a_row_without_probabilities_has_a_curve_and_no_bins():
    found = complete(outcomes((np.nan, 0.4, 1), (np.nan, 0.2, 0)))
    curves, bins = trace_risk(found), measure_reliability(found, resamples=100, seed=0)
    assert curves["risk"].tolist() == [0, 0.5]
    frames.check(bins, tables.RELIABILITY, where="test")
    assert bins.empty
