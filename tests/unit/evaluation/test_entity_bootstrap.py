"""Resampling of entities, on data whose accuracy is known and against loops."""

import numpy as np
import pandas as pd
import pytest

from clippings.evaluation import bootstrap
from clippings.evaluation.bootstrap import centred_p, interval, resampled_means, resampled_ratios


def test_intervals_cover_the_true_accuracy_as_often_as_they_say():
    rng = np.random.default_rng(1)
    covered = 0
    for trial in range(200):
        # Queries of one entity share its fate: independent draws would give intervals far too short.
        sizes = rng.integers(1, 6, 150)
        fates = rng.random(150) < 0.8
        outcomes, entities = np.repeat(fates, sizes)[:, None], pd.Series(np.repeat(np.arange(150), sizes))
        low, high = interval(resampled_means(outcomes, entities, resamples=400, seed=trial)[1])
        covered += bool(low[0] <= 0.8 <= high[0])
    assert 0.90 <= covered / 200 <= 0.99


def test_means_and_their_intervals_equal_those_of_a_loop():
    outcomes = pd.DataFrame({"a": [1, 0, 1, 1, 0.5, 0], "b": [np.nan, 1, 0, np.nan, 1, 1]})
    entities = pd.Series(list("aabbcd"))
    means, resampled = resampled_means(outcomes, entities, resamples=4000, seed=0)
    assert means == pytest.approx(outcomes.mean().to_numpy())
    rng, looped = np.random.default_rng(5), []
    for _ in range(4000):
        drawn = rng.choice(list("abcd"), 4)
        looped.append(pd.concat([outcomes[entities == entity] for entity in drawn]).mean())
    assert np.allclose(interval(resampled), np.nanpercentile(looped, [2.5, 97.5], axis=0), atol=0.03)


def test_resamples_repeat_with_their_seed():
    outcomes, entities = np.array([1.0, 0.0] * 20)[:, None], pd.Series(range(40))
    first, again, other = (
        resampled_means(outcomes, entities, resamples=300, seed=seed)[1] for seed in (0, 0, 1)
    )
    assert (first == again).all() and (first != other).any()


def test_all_columns_see_the_same_draws():
    values = np.random.default_rng(0).random(30)
    _, resampled = resampled_means(
        np.column_stack([values, values + 0.25]), pd.Series(range(30)), resamples=50, seed=0
    )
    assert np.allclose(resampled[:, 1] - resampled[:, 0], 0.25)


def test_a_resample_without_a_counting_query_is_empty():
    sums, counts = np.array([[1.0], [0.0], [0.0]]), np.array([[1.0], [0.0], [0.0]])
    means, resampled = resampled_ratios(sums, counts, resamples=200, seed=0)
    assert means.tolist() == [1.0]
    assert 0 < np.isnan(resampled).sum() < 200
    assert np.nanmin(resampled) == interval(resampled)[0][0] == 1.0


def test_a_p_counts_what_is_as_far_out_and_never_falls_to_nothing():
    resampled = np.array([[0.1, 0.0], [0.3, 0.0], [0.2, 0.0], [0.45, 0.0]])
    # Moved under H0, the first column is -.1, .1, 0 and .25: one of four is .2 or further out.
    assert centred_p(np.array([0.2, 0.0]), resampled) == pytest.approx([2 / 5, 1.0])
    assert centred_p(np.array([1.0]), np.full((999, 1), 1.0)) == pytest.approx([1 / 1000])


def test_p_is_uniform_where_nothing_differs():
    rng, found = np.random.default_rng(2), []
    for trial in range(300):
        entities = pd.Series(np.repeat(np.arange(60), 2))
        differences = np.repeat(rng.choice([-1.0, 0.0, 1.0], 60), 2)[:, None]
        means, resampled = resampled_means(differences, entities, resamples=300, seed=trial)
        found.append(centred_p(means, resampled)[0])
    assert 0.01 <= np.mean(np.array(found) <= 0.05) <= 0.10


def test_many_entities_are_resampled_fewer_times_at_once_and_alike(monkeypatch):
    whole = np.concatenate([*bootstrap.draw(501, resamples=300, seed=3)])
    monkeypatch.setattr(bootstrap, "COUNTS_PER_BLOCK", 5_000)
    blocks = [*bootstrap.draw(501, resamples=300, seed=3)]
    assert max(map(len, blocks)) == 9 and (np.concatenate(blocks) == whole).all()
    monkeypatch.setattr(bootstrap, "COUNTS_PER_BLOCK", 10)
    assert {len(block) for block in bootstrap.draw(501, resamples=3, seed=3)} == {1}
