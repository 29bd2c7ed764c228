"""Rows against each other: seeds averaged, queries paired, tests known by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from clippings import frames, tables
from clippings.evaluation.comparison import compare_pairs, compare_rows, mcnemar
from clippings.evaluation.outcomes import of_test


@pytest.fixture
def make_outcomes():
    """Build matched test outcomes of {(method, ocr, seed): top1 of each query}, two queries an entity."""

    def make(rows, *, start=0):
        parts = []
        for (method, ocr, seed), top1 in rows.items():
            numbers = range(start, start + len(top1))
            part = pd.DataFrame({"query": [f"q{number:03d}" for number in numbers], "top1": top1})
            part = part.assign(entity=[f"e{number // 2:03d}" for number in numbers], score=0.5)
            parts.append(part.assign(method=method, ocr=ocr, seed=seed))
        found = pd.concat(parts, ignore_index=True).assign(split="test", matched=True, linked=True)
        marks = dict.fromkeys(("any_tie", "strict", "recall", "right"), found["top1"])
        return found.assign(group=found["entity"], probability=np.nan, **marks)

    return make


def test_mcnemar_is_the_exact_test_of_what_differs():
    one, other = np.array([1] * 9 + [0] * 2 + [1] * 5, bool), np.array([0] * 9 + [1] * 2 + [1] * 5, bool)
    assert mcnemar(one, other) == pytest.approx(2 * binom.cdf(2, 11, 0.5))
    assert mcnemar(one, other) == mcnemar(other, one)
    assert mcnemar(one, one) == 1


def test_each_row_meets_each_other_one_and_seeds_are_averaged(make_outcomes):
    found = make_outcomes(
        {
            ("levenshtein", "noisy", None): [1, 0, 0.5, 1],
            ("sup_visual", "none", 0): [1, 1, 1, 1],
            ("sup_visual", "none", 1): [1, 0, 1, 1],
            ("sup_visual", "none", 2): [1, 1, 1, 0],
        }
    )
    paired = compare_rows(found, resamples=300, seed=0)
    frames.check(paired, tables.PAIRED, where="test")
    assert paired[["method", "other_method", "n"]].values.tolist() == [
        ["levenshtein", "sup_visual", 4],
        ["sup_visual", "levenshtein", 4],
    ]
    expected = np.mean([1, 2 / 3, 1, 2 / 3]) - np.mean([1, 0, 0.5, 1])
    assert paired["difference"].tolist() == pytest.approx([-expected, expected])
    assert paired.loc[0, ["low", "high"]].tolist() == pytest.approx(
        (-paired.loc[1, ["high", "low"]]).tolist()
    )
    # The second and third query are right in one row alone: 2 : 0.
    assert paired["mcnemar"].tolist() == [0.5, 0.5]


def test_a_clear_gain_has_the_smallest_p_and_no_gain_the_largest(make_outcomes):
    rng = np.random.default_rng(0)
    strings = (rng.random(400) < 0.6).astype(float)
    found = make_outcomes(
        {
            ("levenshtein", "noisy", None): strings,
            ("levenshtein", "clean", None): strings,
            ("sup_multimodal", "noisy", 0): np.where(rng.random(400) < 0.5, 1.0, strings),
        }
    )
    paired = compare_rows(found, resamples=1999, seed=0)
    paired = paired.set_index(["method", "ocr", "other_method", "other_ocr"])
    gain = paired.loc[("sup_multimodal", "noisy", "levenshtein", "clean")]
    assert gain["p"] == pytest.approx(1 / 2000) and gain["mcnemar"] < 1e-6
    assert gain["low"] > 0
    same = paired.loc[("levenshtein", "noisy", "levenshtein", "clean")]
    assert same[["difference", "low", "high", "p", "mcnemar"]].tolist() == [0, 0, 0, 1, 1]


def test_p_agrees_with_a_paired_bootstrap_in_a_loop(make_outcomes):
    rng = np.random.default_rng(4)
    one, other = rng.integers(0, 2, 60).astype(float), rng.integers(0, 2, 60).astype(float)
    found = make_outcomes({("a", "noisy", None): one, ("b", "noisy", None): other})
    paired = compare_rows(found, resamples=4000, seed=0)
    difference, moved = (one - other).mean(), []
    by_entity = (one - other).reshape(-1, 2).sum(axis=1)
    for _ in range(4000):
        moved.append(rng.choice(by_entity, 30).sum() / 60 - difference)
    assert paired["p"][0] == pytest.approx(np.mean(np.abs(moved) >= abs(difference)), abs=0.03)


def test_folds_are_compared_together(make_outcomes):
    rows = {("a", "noisy", None): [1, 0], ("b", "noisy", None): [0, 0]}
    both = pd.concat([make_outcomes(rows), make_outcomes(rows, start=2)], ignore_index=True)
    assert compare_rows(of_test(both), resamples=100, seed=0)["n"].tolist() == [4, 4]
    both.loc[both["query"] > "q001", "split"] = "val"
    assert compare_rows(of_test(both), resamples=100, seed=0)["n"].tolist() == [2, 2]


def test_pairs_are_those_of_all_rows_and_match_a_loop():
    rng = np.random.default_rng(0)
    means, resampled = rng.random(4), rng.random((200, 4))
    names = pd.DataFrame({"method": list("abcd"), "ocr": "noisy"})
    pairs = compare_pairs(names, means, resampled, of_entities=rng.random((20, 4, 1)), n=7)
    assert pairs["method"].tolist() == [a for a in "abcd" for _ in range(3)]
    for row in pairs.itertuples():
        one, other = "abcd".index(row.method), "abcd".index(row.other_method)
        spread = resampled[:, one] - resampled[:, other]
        assert (row.one, row.other, row.difference) == (one, other, means[one] - means[other])
        assert [row.low, row.high] == pytest.approx(np.percentile(spread, [2.5, 97.5]))
        far = np.abs(spread - row.difference) >= abs(row.difference) - 1e-12
        assert row.p == pytest.approx((1 + far.sum()) / 201)


@pytest.mark.parametrize(
    ("entities", "expected"), [(1, 1), (2, 1 / 2), (3, 1 / 4), (5, 1 / 16), (20, 1 / 1000)]
)
def test_p_is_no_smaller_than_the_entities_that_differ_can_give(make_outcomes, entities, expected):
    """One row is right and the other wrong on all queries, two an entity; 20 more entities are the same."""
    one = [1.0] * 2 * entities + [1.0] * 40
    found = make_outcomes(
        {("a", "noisy", None): one, ("b", "noisy", None): [0.0] * 2 * entities + [1.0] * 40}
    )
    p = compare_rows(found, resamples=999, seed=0)["p"]
    assert (p >= expected).all()
    alone = compare_rows(found[found["query"] < f"q{2 * entities:03d}"], resamples=999, seed=0)["p"]
    assert alone.tolist() == pytest.approx([expected, expected])
