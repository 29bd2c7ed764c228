"""Scores of clusters against scikit-learn and against loops over all pairs, drawn again and again."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from clippings import frames, tables
from clippings.evaluation.bootstrap import draw
from clippings.evaluation.cluster_scores import (
    MEASURES,
    compare_clusters,
    contingency,
    measure,
    resample,
    score_clusters,
)


def memberships(entities, clusters, *, folds=None, method="sup_multimodal", ocr="noisy", seed=0):
    return pd.DataFrame(
        {
            "method": method,
            "ocr": ocr,
            "seed": seed,
            "fold": folds if folds is not None else 0,
            "split": "test",
            "record": [f"r{number:02d}" for number in range(len(entities))],
            "entity": [f"e{entity:02d}" for entity in entities],
            "cluster": [f"c{cluster}" for cluster in clusters],
        }
    ).astype({"seed": "Int64"})


def looped(found, times):
    """Measure by loops over records, copied as often as their entity is drawn; copies do not meet."""
    copies = [
        (row.fold, row.entity, copy, row.cluster)
        for row in found.itertuples()
        for copy in range(int(times[row.entity]))
    ]
    both = entity = cluster = chance = 0.0
    for fold in sorted(set(found["fold"])):
        pairs = [
            ((a[1] == b[1]), a[3] == b[3])
            for a, b in combinations([copy for copy in copies if copy[0] == fold], 2)
            if a[1] != b[1] or a[2] == b[2]
        ]
        same, joined = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
        both += sum(all(p) for p in pairs)
        entity, cluster = entity + same, cluster + joined
        chance += same * joined / len(pairs) if pairs else 0
    most = (entity + cluster) / 2
    precision = recall = 0.0
    for one in copies:
        met = [o for o in copies if o[0] == one[0] and (o[1] != one[1] or o[2] == one[2])]
        together = [o for o in met if o[3] == one[3]]
        own = [o for o in met if o[1] == one[1]]
        shared = sum(o[1] == one[1] for o in together)
        precision += shared / len(together) / len(copies)
        recall += shared / len(own) / len(copies)
    return [
        1.0 if np.isclose(most, chance) else (both - chance) / (most - chance),
        both / cluster if cluster else np.nan,
        both / entity if entity else np.nan,
        2 * both / (entity + cluster) if entity + cluster else np.nan,
        precision,
        recall,
        2 * precision * recall / (precision + recall),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_measures_equal_loops_for_every_draw_and_scikit_learn_for_none(seed):
    rng = np.random.default_rng(seed)
    entities = np.unique(rng.integers(0, 8, 18), return_inverse=True)[1]
    clusters = rng.integers(0, 6, 18)
    folds = None if seed % 2 else np.where(entities % 2, 1, 2)
    found = memberships(
        entities,
        [f"{f}{c}" for f, c in zip(folds, clusters, strict=True)] if folds is not None else clusters,
        folds=folds,
    )
    parts = contingency(found)
    names = sorted(found["entity"].unique())
    (times,) = draw(len(names), resamples=12, seed=seed)
    times = np.vstack([np.ones(len(names)), times])
    expected = [looped(found, dict(zip(names, drawn, strict=True))) for drawn in times]
    np.testing.assert_allclose(measure(parts, times), expected)
    if folds is None:
        assert measure(parts, times)[0, 0] == pytest.approx(adjusted_rand_score(entities, clusters))


def test_clusters_without_a_pair_have_no_precision_and_are_perfect_only_where_the_truth_is():
    alone = measure(contingency(memberships([0, 1, 2], [0, 1, 2])), np.ones((1, 3)))[0]
    assert alone[0] == 1 and np.isnan(alone[1]) and alone[4] == 1
    missed = measure(contingency(memberships([0, 0, 1], [0, 1, 2])), np.ones((1, 2)))[0]
    assert missed[0] == 0 and missed[3] == 0 and missed[5] == pytest.approx(2 / 3)


def test_all_rows_see_the_same_draws():
    one = contingency(memberships([0, 0, 1, 1, 2], [0, 0, 1, 1, 2]))
    other = contingency(memberships([0, 0, 1, 1, 2], [0, 0, 1, 2, 2]))
    _, moved = resample([one, other, other], resamples=100, seed=3)
    assert (moved[:, 1] == moved[:, 2])[~np.isnan(moved[:, 1])].all()
    assert (moved[:, 0, 0] == 1).all()


def test_scores_gain_columns_and_averages_those_of_clusters():
    rows = [
        {"method": "sup_multimodal", "ocr": "noisy", "seed": 0},
        {"method": "phash", "ocr": "none", "seed": None},
    ]
    scores = pd.DataFrame(rows).assign(dataset="toy")
    truth = [0, 0, 0, 1, 1, 2, 3]
    found = pd.concat(
        [
            memberships(truth, truth),
            memberships(truth, [0, 0, 1, 1, 1, 2, 3], method="phash", ocr="none", seed=None),
        ]
    )
    cuts = pd.DataFrame({**pd.DataFrame(rows), "cut": [0.8, 0.9]})
    whole = score_clusters(scores, {}, memberships=found, cuts=cuts, rows=rows, resamples=200, seed=0)
    scored, averages = whole["scores"], whole["averages"]
    assert scored["ari"].tolist() == [1, pytest.approx(adjusted_rand_score(truth, [0, 0, 1, 1, 1, 2, 3]))]
    assert scored["n_records"].tolist() == [7, 7] and scored["cut"].tolist() == [0.8, 0.9]
    for name in MEASURES:
        assert (scored[f"{name}_low"] <= scored[name] + 1e-9).all()
        assert (scored[f"{name}_high"] >= scored[name] - 1e-9).all()
        own = averages[averages["score"] == name]
        assert own["mean"].tolist() == scored[name].tolist()
        assert own["low"].tolist() == scored[f"{name}_low"].tolist()
    assert len(whole["paired_clusters"]) == 2


def test_clusters_of_folds_are_measured_within_each():
    """Pairs of two folds were never compared: a fold of its own clusters, whole and apart."""
    truth = [0, 0, 1, 2, 2, 3]
    apart = memberships(truth, ["1:a", "1:a", "1:a", "2:a", "2:a", "2:b"], folds=[1, 1, 1, 2, 2, 2])
    whole = memberships(truth, ["a", "a", "a", "b", "b", "c"])
    found, joined = (measure(contingency(part), np.ones((1, 4)))[0] for part in (apart, whole))
    assert found[1:].tolist() == joined[1:].tolist() and found[0] < joined[0]


def test_rows_are_compared_with_seeds_averaged():
    truth = np.repeat(np.arange(20), 2)
    halves = np.arange(40)
    found = pd.concat(
        [
            memberships(truth, truth, seed=0),
            memberships(truth, halves, seed=1),
            memberships(truth, halves, method="phash", ocr="none", seed=None),
        ],
        ignore_index=True,
    )
    frames.check(found, tables.MEMBERSHIPS, where="test")
    paired = compare_clusters(found, resamples=200, seed=0)
    frames.check(paired, tables.PAIRED_CLUSTERS, where="test")
    assert paired["method"].tolist() == ["sup_multimodal", "phash"]
    assert paired["difference"].tolist() == [0.5, -0.5]
    assert (paired["n"] == 40).all() and paired["p"].tolist() == pytest.approx([1 / 201] * 2)


def test_the_p_of_clusters_is_no_smaller_than_the_entities_that_differ_can_give():
    """Of three entities one row splits all; a fourth is the same."""
    truth = [0, 0, 1, 1, 2, 2, 3, 3]
    split = memberships(truth, [0, 1, 2, 3, 4, 5, 6, 6], method="phash", ocr="none", seed=None)
    paired = compare_clusters(pd.concat([memberships(truth, truth), split]), resamples=200, seed=0)
    assert (paired["p"] >= 1 / 4).all()
