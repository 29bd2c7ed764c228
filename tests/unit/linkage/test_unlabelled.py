"""Weights without labels: which candidates are the same follows from how comparisons agree."""

import numpy as np
import pandas as pd
import pytest

from clippings.linkage.evidence.features import Features
from clippings.linkage.evidence.pairs import CandidatePairs
from clippings.linkage.evidence.unlabelled import score_unlabelled

QUERIES, CANDIDATES = 150, 8
STARTS = np.arange(QUERIES) * CANDIDATES


@pytest.fixture
def simulated():
    """Two comparisons that tell the first candidate of each query apart, and one that tells nothing."""
    values = np.random.default_rng(0).normal(size=(QUERIES * CANDIDATES, 3)).round(1)
    values[STARTS, :2] += 2.5
    return values


def score(values, *, starts=STARTS, groups=None, trust=None):
    names = [f"c{place}" for place in range(values.shape[1])]
    features = Features(values, names, ["value"] * len(names), [0.0] * len(names))
    trust = np.ones_like(values) if trust is None else trust
    return score_unlabelled(features, starts, groups=groups or names, trust=trust)


def accuracy(log_odds):
    return (log_odds.reshape(QUERIES, CANDIDATES).argmax(axis=1) == 0).mean()


def test_comparisons_that_agree_weigh_and_rank_the_true_candidate_first(simulated):
    model, log_odds = score(simulated)
    alone = max(accuracy(column) for column in simulated.T)
    assert accuracy(log_odds) > max(0.85, alone + 0.05)
    assert min(model.weights[:2]) > 2 * abs(model.weights[2])
    assert log_odds == pytest.approx(model.log_odds(simulated))


def test_neither_order_of_columns_nor_of_queries_nor_of_candidates_says_anything(simulated):
    _, straight = score(simulated)
    _, turned = score(simulated[:, ::-1], groups=["c2", "c1", "c0"])
    assert turned == pytest.approx(straight, abs=1e-4)
    generator = np.random.default_rng(1)
    order = np.concatenate(
        [STARTS[query] + generator.permutation(CANDIDATES) for query in generator.permutation(QUERIES)]
    )
    _, shuffled = score(simulated[order])
    assert shuffled == pytest.approx(straight[order], abs=1e-4)


def test_queries_with_equally_good_candidates_are_equally_likely_to_have_a_match():
    """Comparisons of few levels have many ties, and the order of queries does not break them."""
    values = np.random.default_rng(3).integers(0, 2, (QUERIES * 4, 3)).astype(float)
    values[: len(values) // 2 : 4] = 1
    starts = np.arange(QUERIES) * 4
    _, straight = score(values, starts=starts)
    _, backwards = score(values.reshape(QUERIES, 4, 3)[::-1].reshape(-1, 3), starts=starts)
    assert backwards.reshape(QUERIES, 4)[::-1].ravel() == pytest.approx(straight, abs=1e-4)


def test_texts_count_as_far_as_their_ocr_is_to_be_trusted(simulated):
    """Of every other query the OCR read another name, and says that it is unsure."""
    unsure = np.repeat(np.arange(QUERIES) % 2 == 1, CANDIDATES)
    values, wrong = simulated[:, :2].copy(), STARTS[1::2] + 1
    values[STARTS[1::2], 1] -= 2.5
    values[wrong, 1] += 2.5
    trust = np.column_stack([np.ones(len(values)), np.where(unsure, 0.1, 1)])
    model, damped = score(values, trust=trust)
    assert accuracy(damped) > accuracy(score(values)[1]) + 0.1
    assert damped == pytest.approx(model.log_odds(values * trust))


def test_a_comparison_twice_breaks_nothing(simulated):
    _, once = score(simulated)
    twice = simulated[:, [0, 0, 1, 2]]
    for groups in (["a", "a", "b", "c"], ["a", "d", "b", "c"]):
        model, log_odds = score(twice, groups=groups)
        assert model.weights[0] == pytest.approx(model.weights[1], rel=1e-3)
        assert accuracy(log_odds) > accuracy(once) - 0.05


@pytest.mark.parametrize(
    ("values", "starts"),
    [
        ([[0.5, 0.5]], [0]),
        ([[0.5, 0.1], [0.2, 0.3]], [0]),
        ([[0.5], [0.2], [0.7]], [0, 1]),
        ([[1.0, 1.0]] * 6, [0, 3]),
        ([[0.5, 1.0], [0.2, 1.0], [0.1, 1.0]], [0, 1, 2]),
        ([[1e9, -1e9], [0.0, 0.0], [1e9, 5.0]], [0, 2]),
    ],
)
def test_little_to_go_by_gives_finite_log_odds(values, starts):
    model, log_odds = score(np.array(values), starts=np.array(starts))
    assert np.isfinite(log_odds).all() and np.isfinite(model.weights).all()
    assert len(log_odds) == len(values)


def test_one_comparison_ranks_by_itself(simulated):
    _, log_odds = score(simulated[:, :1])
    assert (np.argsort(log_odds, kind="stable") == np.argsort(simulated[:, 0], kind="stable")).all()


def test_rivals_take_what_the_other_candidates_of_a_query_hold():
    """Against a loop over the pairs, and as shares of one: of each candidate, and of no match."""
    records = pd.DataFrame({"record": [*"qr", *"abc"], "side": ["query"] * 2 + ["target"] * 3})
    pairs = CandidatePairs(records, pd.DataFrame({"query": [*"qqqr"], "target": [*"abca"]}))
    log_odds = np.array([2.0, 1.0, -1.0, 3.0])
    others = [
        sum(np.exp(log_odds[[b for b in range(4) if pairs.queries[b] == query and b != place]]))
        for place, query in enumerate(pairs.queries)
    ]
    assert pairs.rivals(log_odds) == pytest.approx(-np.log1p(others))
    odds, scores = np.exp(log_odds[:3]), (log_odds + pairs.rivals(log_odds))[:3]
    assert 1 / (1 + np.exp(-scores)) == pytest.approx(odds / (1 + odds.sum()))
    assert np.isfinite(pairs.rivals(log_odds * 1000)).all()
    of_members = CandidatePairs(records.assign(side="member"), pairs.evidence)
    assert of_members.rivals(log_odds) is None, "several may be the same"
