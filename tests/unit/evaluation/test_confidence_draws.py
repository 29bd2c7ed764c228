"""Areas under risk, coverages and calibration errors of resamples, against resamples drawn row by row."""

import numpy as np
import pandas as pd
import pytest

from clippings.calibration import calibration_error
from clippings.evaluation.bootstrap import draw, resampled_means
from clippings.evaluation.confidence import area_under_risk, coverage_at_precision, resample_confidence

ENTITIES = pd.Series(list("bacbdaefgghhbc") * 3) + pd.Series(list("xxyyxyxyyxxyxy") * 3)


def outcomes(seed, *, steps, tops=(0.0, 0.5, 1.0)):
    """Make outcomes of one row on the queries of ENTITIES; few `steps` give many ties."""
    rng = np.random.default_rng(seed)
    count = len(ENTITIES)
    score = rng.integers(0, 4 * steps, count) / (4 * steps)
    return pd.DataFrame(
        {
            "probability": np.floor(score * steps) / steps,
            "score": np.where(rng.random(count) < 0.1, np.nan, score),
            "top1": rng.choice(tops, count),
        }
    )


def looped(parts, measure, *, resamples, seed, entities=ENTITIES):
    """Repeat the rows of each entity as often as it is drawn, and measure what that gives."""
    names = sorted(set(entities))
    found = []
    for times in np.concatenate(list(draw(len(names), resamples=resamples, seed=seed))):
        copies = entities.map(dict(zip(names, times.astype(int), strict=True)))
        found.append([measure(part.loc[part.index.repeat(copies)].reset_index(drop=True)) for part in parts])
    return np.array(found)


@pytest.mark.parametrize("steps", [1, 3, 20])
@pytest.mark.parametrize("tops", [(0.0, 1.0), (0.0, 1 / 3, 0.5, 1.0), (1.0,)])
def test_resamples_measure_what_their_rows_do(steps, tops):
    parts = [outcomes(seed, steps=steps, tops=tops) for seed in range(3)]
    drawn = {"resamples": 60, "seed": 4}
    found = resample_confidence(parts, ENTITIES, **drawn)
    np.testing.assert_allclose(found["aurc"], looped(parts, area_under_risk, **drawn), atol=1e-12)
    np.testing.assert_allclose(found["ece"], looped(parts, calibration_error, **drawn), atol=1e-12)
    np.testing.assert_allclose(found["coverage"], looped(parts, coverage_at_precision, **drawn))


def test_a_resample_covers_what_its_rows_do_where_few_are_wrong():
    """Wrong ones last, or among ties of many: half of the resamples cover some of a tie."""
    surely = outcomes(5, steps=20, tops=(1.0,))
    doubtful = surely["probability"] < 0.5
    level = np.where(doubtful, 0.98, 1.0)
    parts = [surely.assign(top1=np.where(doubtful, 0.0, 1.0)), surely.assign(top1=level)]
    drawn = {"resamples": 100, "seed": 6}
    found = resample_confidence(parts, ENTITIES, **drawn)["coverage"]
    np.testing.assert_allclose(found, looped(parts, coverage_at_precision, **drawn))
    assert ((found > 0.3) & (found < 1)).mean(axis=0).min() > 0.5


def test_right_ones_make_up_for_an_error_before_them():
    """Within a long tie, and over ties: entities of seven queries each, drawn again and again."""
    entities = pd.Series(np.repeat([f"e{n:02}" for n in range(40)], 7))
    tops = np.ones(len(entities))
    tops[:2] = 0
    tied = pd.DataFrame({"probability": 0.9, "score": 0.5, "top1": tops}).assign(place=np.arange(len(tops)))
    tied.loc[tied["place"] < 3, "score"] = 0.9
    parts = [tied, tied.assign(score=-tied["place"].astype(float))]
    drawn = {"resamples": 60, "seed": 2}
    found = resample_confidence(parts, entities, **drawn)["coverage"]
    np.testing.assert_allclose(found, looped(parts, coverage_at_precision, entities=entities, **drawn))
    assert 0.2 < (found == 1).mean() < 0.9


def test_coverage_is_the_longest_beginning_with_one_error_in_a_hundred():
    right = [1.0] * 100 + [0.0] + [1.0] * 150 + [0.0, 0.0]
    table = pd.DataFrame({"score": -np.arange(len(right), dtype=float), "top1": right, "probability": np.nan})
    assert coverage_at_precision(table) == 252 / 253  # 1 of 101, 2 of 252, and 3 of 253 are too many.
    assert coverage_at_precision(table.head(100)) == 1
    assert coverage_at_precision(table.iloc[100:199]) == 0
    assert coverage_at_precision(table.iloc[100:200]) == 1


def test_a_row_without_probabilities_has_an_area_and_no_calibration_error():
    unknown = outcomes(0, steps=20).assign(probability=np.nan)
    drawn = {"resamples": 30, "seed": 1}
    found = resample_confidence([unknown, outcomes(0, steps=20)], ENTITIES, **drawn)
    np.testing.assert_allclose(found["aurc"][:, [0]], looped([unknown], area_under_risk, **drawn))
    assert np.isnan(found["ece"]).all(axis=0).tolist() == [True, False]


def test_draws_are_those_of_the_means_in_all_their_blocks():
    part = outcomes(2, steps=20, tops=(0.0, 1.0))
    level = part.assign(probability=0.0)
    # Of one probability, the error of calibration is the mean itself.
    found = resample_confidence([level], ENTITIES, resamples=700, seed=9)["ece"]
    means = resampled_means(part[["top1"]], ENTITIES, resamples=700, seed=9)[1]
    np.testing.assert_allclose(found, means, atol=1e-12)
