"""What a model is validated on: members are compared in pairs, never on one page."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score

from clippings.encoder import encoding
from clippings.encoder.validation import (
    PairValidator,
    Validator,
    average_precision,
    expected_top1,
    make_validator,
)


def test_average_precision_is_the_mean_over_right_pairs():
    generator = np.random.default_rng(0)
    for _ in range(20):
        scores, right = generator.permutation(12) / 12, generator.random(12) < 0.4
        right[0] = True
        ranked = sorted(zip(scores, right, strict=True), reverse=True)
        expected = [sum(r for _, r in ranked[: i + 1]) / (i + 1) for i in range(12) if ranked[i][1]]
        found = average_precision(scores, right)
        assert found == pytest.approx(np.mean(expected))
        assert found == pytest.approx(average_precision_score(right, scores))
    assert average_precision(np.array([0.5, 0.5]), np.array([True, False])) == 0.5, "ties count against it"


@pytest.fixture
def members(corpus):
    """Six validation members of the corpus at known vectors: two photographs of two, and two alone."""
    corpus.records["side"] = "member"
    corpus.records["split"] = ["val"] * 6 + ["train"] * (len(corpus.records) - 6)
    corpus.records["entity"] = ["a", "a", "b", "b", "c", "d"] + ["e"] * (len(corpus.records) - 6)
    corpus.records["homonym"] = None
    corpus.records["page"] = ["1", "2", "1", "2", "3", None] + [None] * (len(corpus.records) - 6)
    return corpus


def graded(validator, angles, monkeypatch):
    turned = np.deg2rad(angles)
    vectors = np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)
    monkeypatch.setattr(encoding, "embed", lambda model, corpus, *, rows, parts: {"visual": vectors[rows]})
    return validator.evaluate(None)


def test_members_are_graded_by_their_pairs(members, monkeypatch):
    validator = make_validator(members, weight=1.0, at_most=99, seed=0)
    assert isinstance(validator, PairValidator) and validator.members.tolist() == [0, 1, 2, 3, 4, 5]
    # a, a and b, b lie apart by 10 and 20 degrees; c and d are far from all.
    assert graded(validator, [0, 10, 90, 110, 180, 270], monkeypatch) == 1.0
    # d stands 5 degrees from the first a: one wrong pair before both right ones.
    assert graded(validator, [0, 10, 90, 110, 180, 355], monkeypatch) == pytest.approx((1 / 2 + 2 / 4) / 2)


def test_pairs_of_one_page_are_never_compared(members, monkeypatch):
    validator = make_validator(members, weight=1.0, at_most=99, seed=0)
    # The first a and the first b stand on page 1 and in one place, the second ones on page 2.
    assert graded(validator, [0, 10, 0, 10, 180, 270], monkeypatch) < 1.0
    members.records["entity"] = ["a", "x", "a", "y", "c", "d", *members.records["entity"][6:]]
    assert np.isnan(graded(make_validator(members, weight=1.0, at_most=99, seed=0), [0] * 6, monkeypatch))


def test_unlabelled_members_are_not_asked(members):
    members.records.loc[[4, 5], "entity"] = None
    assert make_validator(members, weight=1.0, at_most=99, seed=0).members.tolist() == [0, 1, 2, 3]
    assert len(make_validator(members, weight=1.0, at_most=3, seed=0).members) == 3


def test_queries_and_targets_are_still_asked_for_their_first(corpus):
    assert isinstance(make_validator(corpus, weight=0.5, at_most=9, seed=0), Validator)
    assert pd.Series(make_validator(corpus, weight=0.5, at_most=9, seed=0).queries).is_monotonic_increasing


def test_validation_asks_matched_queries_of_the_val_split_against_all_targets(corpus):
    validator = make_validator(corpus, weight=0.5, at_most=7, seed=0)
    assert len(validator.targets) == 60
    asked = corpus.records.loc[validator.queries]
    assert len(asked) == 7
    assert set(asked["split"]) == {"val"} and set(asked["side"]) == {"query"}


def test_ties_count_by_their_share():
    scores = np.array([[1.0, 1.0, 0.5], [0.2, 0.9, 0.1]])
    right = np.array([[True, False, False], [False, False, True]])
    assert expected_top1(scores, right) == pytest.approx(0.25)


@pytest.mark.parametrize(("weight", "expected"), [(0.0, ["noisy"]), (1.0, ["visual"])])
def test_only_what_the_weight_and_the_ocrs_of_the_dataset_need_is_embedded(
    weight, expected, corpus, monkeypatch
):
    corpus.records["clean"] = None
    assert corpus.ocrs == ["noisy"]
    embedded = []

    def embed(model, corpus, *, rows, parts):
        embedded.extend(parts)
        return {part: np.eye(2, dtype=np.float32)[rows] for part in parts}

    monkeypatch.setattr(encoding, "embed", embed)
    (pool,) = encoding.embed_pooled(None, corpus, rows=np.array([1, 0]), weight=weight)
    assert embedded == expected and pool.tolist() == [[0.0, 1.0], [1.0, 0.0]]
