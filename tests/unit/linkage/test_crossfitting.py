"""Scorers that never score what they were fitted on: a spy among them records what each has seen."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from clippings.linkage.evidence import crossfitting
from clippings.linkage.evidence.crossfitting import OUTSIDE, CrossFit, parts_of
from clippings.linkage.evidence.features import Features

PARTS = np.repeat([0, 1, 2, 3, OUTSIDE], 6)


class Spy:
    """A scorer whose features are the numbers of pairs; it remembers those that it was fitted on."""

    PENALTIES = (0.1, 1.0)

    def __init__(self, penalty):
        self.penalty = penalty

    def fit(self, features, labels, weights=None):
        self.seen = features[:, 0].astype(int)
        fits.append(self)
        return self

    def log_odds(self, features):
        scored = features[:, 0].astype(int)
        assert not {*scored} & {*self.seen}, "scored what it has seen"
        assert OUTSIDE not in PARTS[self.seen], "learned from what teaches nothing"
        return np.full(len(scored), self.penalty)


fits = []


@pytest.fixture
def spied(monkeypatch):
    fits.clear()
    monkeypatch.setitem(crossfitting.SCORERS, "spy", Spy)
    numbers = np.arange(len(PARTS), dtype=float)[:, None]
    sets = [
        Features(numbers, ["a"], ["value"], [0.0]),
        Features(np.c_[numbers, numbers], ["a", "a"], ["value", "lead"], [0.0, 0.0]),
    ]
    return CrossFit(sets, np.tile([1.0, 0.0], len(PARTS) // 2), parts=PARTS, scorer="spy")


@pytest.mark.parametrize("test", [OUTSIDE, 2])
def test_no_part_is_scored_by_what_saw_it_or_the_tested_part(spied, test):
    _, _, log_odds, _ = spied.choose(test)
    teaching = {0, 1, 2, 3} - {test}
    assert {*PARTS[~np.isnan(log_odds)]} == teaching
    assert fits and all({*PARTS[fit.seen]} < teaching for fit in fits)
    assert len(fits) == len(teaching) * len(Spy.PENALTIES) * 2, "each scorer is fitted once"
    model = spied.fitted(frozenset({test} - {OUTSIDE}), 0, 0.1)
    assert {*PARTS[model.seen]} == teaching


def test_what_scores_best_is_chosen_of_ties_the_smaller(spied):
    place, penalty, log_odds, tried = spied.choose(1)
    # Labels are even: the least log-odds lose least, with one set of features as with the other.
    assert (place, penalty) == (0, 0.1) and set(log_odds[PARTS == 0]) == {0.1}
    assert tried["value"].tolist() == [0.1, 1.0] and tried["chosen"].tolist() == [True, False]
    loss = (np.log1p(np.exp(0.1)) + np.log1p(np.exp(-0.1))) / 2
    assert tried["score"][0] == pytest.approx(-loss, abs=1e-6) and tried["n"].tolist() == [18, 18]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([[1, 0], [1, 0], [1, 0]], True),
        ([[1, 0], [1, 0], [0, 0]], True),
        ([[1, 0], [0, 0], [0, 0]], False),
        ([[1, 1], [1, 1], [1, 0]], False),
        ([[1, 0]], False),
        ([], False),
    ],
)
def test_what_is_left_when_a_part_is_left_out_must_teach(labels, expected):
    known = np.array(labels, float).ravel()
    parts = np.repeat(np.arange(len(labels)), 2)
    features = Features(np.arange(len(known), dtype=float)[:, None], ["a"], ["value"], [0.0])
    fit = CrossFit([features], known, parts=parts, scorer="logistic")
    assert fit.can_learn(OUTSIDE) == expected
    if expected:
        assert np.isfinite(fit.choose(OUTSIDE)[2]).all()
    empty = CrossFit([Features(features.matrix[:, :0], [], [], [])], known, parts=parts, scorer="logistic")
    assert not empty.can_learn(OUTSIDE)


@pytest.fixture
def records():
    rows = [
        (f"r{n:03d}", split, f"e{n}", f"h{n // 2}", None)
        for n, split in enumerate(np.repeat(["train", "val", "test"], 60))
    ]
    return pd.DataFrame(
        [*rows, ("x", "val", None, None, None)], columns=["record", "split", "entity", "homonym", "fold"]
    )


def test_without_folds_fifths_of_validation_teach_homonyms_together(records):
    parts = parts_of(records, seed=0)
    teach = parts != OUTSIDE
    assert {*records["record"][teach.to_numpy()]} == {*records["record"][records["split"] == "val"]} - {"x"}
    assert sorted(parts[teach].value_counts()) == [12] * 5
    assert (parts.groupby(records["homonym"].to_numpy()).nunique() == 1).all()


def test_parts_hang_on_the_seed_and_not_on_the_order_of_records(records):
    first, again, other = (parts_of(records, seed=seed) for seed in (0, 0, 1))
    shuffled = parts_of(records.sample(frac=1, random_state=0), seed=0)
    assert first.equals(again) and not first.equals(other) and first.equals(shuffled[first.index])


def test_with_folds_a_part_is_the_fold_that_tests_it(records):
    folded = records.assign(fold=[*np.tile([1.0, 2.0, 3.0], 60), 2.0])
    folded.loc[0, "fold"] = None
    parts = parts_of(folded, seed=0)
    assert parts["r000"] == parts["x"] == OUTSIDE
    assert parts["r001":"r179"].tolist() == folded["fold"][1:-1].tolist()
    for fold, place in product((1, 2, 3), range(len(folded))):
        tested, decided = crossfitting.tested_parts(folded, fold)
        assert tested == fold and decided[place] == (folded["fold"].fillna(1)[place] == fold)
    tested, decided = crossfitting.tested_parts(records, 0)
    assert tested == OUTSIDE and decided.all()
