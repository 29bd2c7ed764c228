"""The mean over seeds and its interval, on hand tables and against a loop."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.evaluation.bootstrap import draw, interval
from clippings.evaluation.outcomes import average_seeds, with_intervals
from clippings.evaluation.scores import score_rows

STRING = {
    "method": "levenshtein",
    "supervision": "none",
    "modality": "string",
    "ocr": "noisy",
    "seed": None,
}
TRAINED = {"method": "sup_visual", "supervision": "sup", "modality": "visual", "ocr": "none"}
ENTITIES = [f"e{number // 2:02d}" for number in range(40)]


def outcomes(rows, *, top1=None):
    """Make test outcomes of each row on 40 queries of 20 entities, the last ten without a match."""
    rng = np.random.default_rng(3)
    parts = []
    for place, row in enumerate(rows):
        matched = np.arange(40) < 30
        hit = (rng.random(40) < 0.6) * matched if top1 is None else np.asarray(top1[place])
        part = pd.DataFrame({"query": [f"q{number:02d}" for number in range(40)], "top1": hit.astype(float)})
        part = part.assign(score=rng.random(40), probability=rng.integers(0, 8, 40) / 8, matched=matched)
        marks = dict.fromkeys(("any_tie", "strict", "recall", "right"), part["top1"])
        name = {key: row[key] for key in ("method", "ocr", "seed")} | {"fold": 0}
        parts.append(part.assign(entity=ENTITIES, group=ENTITIES, split="test", linked=True, **marks, **name))
    found = pd.concat(parts, ignore_index=True).astype({"seed": "Int64"})
    return frames.check(found, tables.OUTCOMES, where="test")


def scored(rows, **made):
    thresholds = pd.DataFrame(rows)[["method", "ocr", "seed"]].astype({"seed": "Int64"})
    chosen = thresholds.assign(threshold=0.5, image_weight=1.0)
    return score_rows(outcomes(rows, **made), chosen, rows=rows, dataset="toy", resamples=300, seed=0)


def of(averages, row, score):
    found = averages.query("method == @row['method'] and score == @score")
    return found.iloc[0]


def test_one_seed_has_the_numbers_and_intervals_of_its_scores_and_no_spread():
    rows = [STRING, {**TRAINED, "seed": 7}, {**TRAINED, "method": "sup_all_evidence", "seed": 7}]
    scores, resampled = scored(rows)
    averages = frames.check(average_seeds(scores, resampled), tables.AVERAGES, where="test")
    for place, row in enumerate(rows):
        for name in scores.loc[place, [*resampled]].dropna().index:
            found = of(averages, row, name)
            expected = scores.loc[place, [name, f"{name}_low", f"{name}_high"]].tolist()
            assert found[["mean", "low", "high"]].tolist() == expected
    assert averages["sd"].isna().all()
    assert averages.groupby("method", sort=False)["seeds"].first().tolist() == [0, 1, 1]
    assert of(averages, rows[2], "union_recall")["low"] > 0
    assert of(averages, STRING, "n")["mean"] == 30
    assert averages.loc[averages["score"] == "threshold", ["low", "high"]].isna().all(axis=None)


def test_the_interval_is_that_of_the_seeds_mean_of_each_query():
    rows = [{**TRAINED, "seed": seed} for seed in range(3)]
    scores, resampled = scored(rows)
    found = of(average_seeds(scores, resampled), TRAINED, "top1")
    own = outcomes(rows).query("matched")
    assert found["mean"] == pytest.approx(own["top1"].mean())
    assert found["sd"] == pytest.approx(own.groupby("seed")["top1"].mean().std())
    by_query = own.groupby("query").agg(top1=("top1", "mean"), entity=("entity", "first"))
    names, means = sorted(set(ENTITIES)), []
    for times in np.concatenate(list(draw(len(names), resamples=300, seed=0))):
        weights = by_query["entity"].map(dict(zip(names, times, strict=True)))
        means.append(np.average(by_query["top1"], weights=weights))
    assert found[["low", "high"]].tolist() == pytest.approx(np.percentile(means, [2.5, 97.5]))


def test_seeds_that_err_on_different_queries_have_a_shorter_interval_together_than_apart():
    thirds = [np.where(np.arange(40) % 6 // 2 == seed, 0.0, 1.0) for seed in range(3)]
    rows = [{**TRAINED, "seed": seed} for seed in range(3)]
    scores, resampled = scored(rows, top1=thirds)
    found = of(average_seeds(scores, resampled), TRAINED, "top1")
    # Each query is right in two of three seeds, whichever are drawn.
    assert found[["mean", "low", "high"]].tolist() == pytest.approx([2 / 3] * 3)
    assert (scores["top1_high"] - scores["top1_low"] > 0.2).all()


def test_seeds_that_agree_have_the_interval_of_each():
    rows = [{**TRAINED, "seed": seed} for seed in range(2)]
    hits = np.random.default_rng(0).random(40) < 0.5
    scores, resampled = scored(rows, top1=[hits, hits])
    found = of(average_seeds(scores, resampled), TRAINED, "accuracy")
    expected = scores.loc[0, ["accuracy", "accuracy_low", "accuracy_high"]].tolist()
    assert found[["mean", "low", "high"]].tolist() == pytest.approx(expected)
    assert found["sd"] == 0


def test_areas_and_calibration_errors_are_averaged_in_each_resample():
    rows = [{**TRAINED, "seed": seed} for seed in range(3)]
    scores, resampled = scored(rows)
    averages = average_seeds(scores, resampled)
    for name in ("aurc", "ece"):
        low, high = interval(resampled[name].mean(axis=1, keepdims=True))
        found = of(averages, TRAINED, name)
        assert found[["mean", "low", "high"]].tolist() == pytest.approx([scores[name].mean(), *low, *high])


def test_a_number_that_no_row_has_is_left_out_and_rows_keep_their_order():
    scores = pd.DataFrame([{**STRING, "seed": None}, {**TRAINED, "seed": 0}, {**TRAINED, "seed": 1}])
    scores = scores.assign(dataset="toy", ari=[np.nan, 0.5, 0.75], n=4, ece=np.nan)
    resampled = {"ari": np.array([[np.nan, 0.4, 0.6], [np.nan, 0.6, 0.8]])}
    averages = average_seeds(with_intervals(scores, resampled), resampled)
    assert averages[["method", "score"]].values.tolist() == [
        ["levenshtein", "n"],
        ["sup_visual", "n"],
        ["sup_visual", "ari"],
    ]
    assert averages.iloc[2][["mean", "low", "high"]].tolist() == pytest.approx([0.625, 0.505, 0.695])
