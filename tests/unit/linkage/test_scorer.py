"""Scorers of features: their log-odds, what adds up to these, and weights of pairs."""

import numpy as np
import pytest

from clippings.linkage.evidence.scorer import SCORERS, LogisticScorer, log_loss


@pytest.fixture
def labelled():
    generator = np.random.default_rng(0)
    features = generator.normal(size=(200, 3)) * [1, 5, 0]
    return features, (features[:, 0] + 0.3 * generator.normal(size=200) > 0).astype(float)


def test_terms_and_intercept_add_up_to_the_log_odds(labelled):
    features, labels = labelled
    scorer = LogisticScorer(0.1).fit(features, labels)
    terms = scorer.terms(features)
    assert terms.shape == features.shape and (terms[:, 2] == 0).all()
    assert scorer.log_odds(features) == pytest.approx(terms.sum(axis=1) + scorer.intercept)
    assert scorer.log_odds(features.mean(axis=0)[None]) == pytest.approx([scorer.intercept])


@pytest.mark.parametrize("name", SCORERS)
def test_a_scorer_tells_pairs_apart(labelled, name):
    features, labels = labelled
    log_odds = SCORERS[name](1.0).fit(features, labels).log_odds(features)
    assert np.isfinite(log_odds).all() and ((log_odds > 0) == labels).mean() > 0.85


def test_boosting_finds_an_interaction_that_a_sum_does_not():
    features = np.random.default_rng(1).normal(size=(400, 2))
    labels = (features.prod(axis=1) > 0).astype(float)
    right = {
        name: ((SCORERS[name](1.0).fit(features, labels).log_odds(features) > 0) == labels).mean()
        for name in SCORERS
    }
    assert right["boosting"] > 0.95 > 0.7 > right["logistic"]


def test_the_order_of_pairs_says_nothing_to_boosting():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(12_000, 4)).round(2)
    labels = (features[:, 0] + features[:, 1] * features[:, 2] + rng.normal(size=12_000) > 2).astype(float)
    order = rng.permutation(len(labels))
    straight, other = (
        SCORERS["boosting"](1.0).fit(features[own], labels[own]).log_odds(features[:500])
        for own in (slice(None), order)
    )
    assert straight.tolist() == other.tolist()


def test_a_probability_counts_as_a_share_of_a_pair_with_the_label_1(labelled):
    """As expectation-maximisation fits: each pair three times, some of them with the label 1."""
    features, _ = labelled
    right = np.random.default_rng(2).integers(0, 4, len(features))
    shared = LogisticScorer(0.1 * 3).fit(features, right / 3)
    twice, labels = np.r_[features, features], np.repeat([1.0, 0.0], len(features))
    counts = np.r_[right, 3 - right]
    repeated = LogisticScorer(0.1).fit(np.repeat(twice, counts, axis=0), np.repeat(labels, counts))
    assert shared.weights == pytest.approx(repeated.weights, abs=1e-6)
    assert shared.intercept == pytest.approx(repeated.intercept, abs=1e-6)


def test_the_lower_the_penalty_setting_the_smaller_the_weights(labelled):
    lengths = [np.linalg.norm(LogisticScorer(c).fit(*labelled).weights) for c in LogisticScorer.PENALTIES]
    assert lengths == sorted(lengths) and lengths[0] < lengths[-1]


def test_log_loss_by_hand():
    assert log_loss(np.array([0.0, 0.0]), np.array([1.0, 0.0])) == pytest.approx(np.log(2))
    assert log_loss(np.array([np.log(3), np.log(3)]), np.array([1.0, 0.0])) == pytest.approx(
        -(np.log(3 / 4) + np.log(1 / 4)) / 2
    )
    assert np.isfinite(log_loss(np.array([1e4]), np.array([0.0])))
