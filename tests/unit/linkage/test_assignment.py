"""Assignments on small graphs, against every assignment that there is."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from clippings.linkage.decision.assignment import ASSIGNMENTS, choose_links

COLUMNS = ["query_id", "target_id", "rank", "score"]


def ranked(pairs):
    """Candidates of pairs {(query, target): score}, ranked as neighbours are."""
    rows = sorted((query, -score, target) for (query, target), score in pairs.items())
    frame = pd.DataFrame([(q, t, 0, -s) for q, s, t in rows], columns=COLUMNS)
    return frame.assign(rank=frame.groupby("query_id").cumcount() + 1)


def linked(candidates, assignment):
    chosen = candidates[choose_links(candidates, assignment)]
    return set(zip(chosen["query_id"], chosen["target_id"], strict=True))


def best_by_trying_all(candidates):
    """The greatest sum of scores, and the least sum of ranks that reaches it."""
    rows = list(candidates.itertuples(index=False))
    found = [(0, 0)]
    for size in range(1, len(rows) + 1):
        for some in combinations(rows, size):
            if len({r.query_id for r in some}) == len({r.target_id for r in some}) == size:
                found.append((-sum(round(r.score * 10) for r in some), sum(r.rank for r in some)))
    return min(found)


pair = st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz"))
graphs = st.dictionaries(pair, st.integers(-2, 10).map(lambda tenths: tenths / 10), max_size=9)


@given(graphs)
def test_the_optimal_assignment_is_the_best_of_all(pairs):
    candidates = ranked(pairs)
    chosen = candidates[choose_links(candidates, "optimal")]
    total = -sum(round(score * 10) for score in chosen["score"])
    assert (total, chosen["rank"].sum()) == best_by_trying_all(candidates)


@given(graphs)
def test_greedy_takes_the_best_pair_that_is_free(pairs):
    free, expected = dict(pairs), set()
    while free:
        query, target = min(free, key=lambda pair: (-free[pair], pair))
        expected.add((query, target))
        free = {(q, t): s for (q, t), s in free.items() if q != query and t != target}
    assert linked(ranked(pairs), "greedy") == expected


@pytest.mark.parametrize("assignment", ["greedy", "optimal"])
@given(graphs, st.randoms())
def test_each_target_has_one_query_whatever_the_order_of_rows(assignment, pairs, random):
    candidates = ranked(pairs)
    chosen = linked(candidates, assignment)
    assert len({q for q, _ in chosen}) == len({t for _, t in chosen}) == len(chosen)
    order = list(candidates.index)
    random.shuffle(order)
    assert linked(candidates.loc[order], assignment) == chosen


def test_the_three_ways_by_hand():
    candidates = ranked({("q1", "t1"): 0.9, ("q1", "t2"): 0.8, ("q2", "t1"): 0.8, ("q2", "t3"): 0.1})
    assert linked(candidates, "none") == {("q1", "t1"), ("q2", "t1")}
    assert linked(candidates, "greedy") == {("q1", "t1"), ("q2", "t3")}
    assert linked(candidates, "optimal") == {("q1", "t2"), ("q2", "t1")}


def test_equal_pairs_go_to_the_smaller_ids():
    candidates = ranked({(q, t): 0.5 for q in ("q1", "q2") for t in ("t1", "t2")})
    assert linked(candidates, "greedy") == {("q1", "t1"), ("q2", "t2")}
    assert linked(ranked({("q2", "t1"): 0.5, ("q1", "t1"): 0.5}), "greedy") == {("q1", "t1")}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_without_candidates_nothing_is_linked(assignment):
    assert linked(ranked({}), assignment) == set()


def test_thousands_of_candidates_are_assigned_exactly():
    rng = np.random.default_rng(0)
    pairs = {
        (f"q{q:04d}", f"t{t:04d}"): round(float(rng.random()), 6)
        for q in range(3000)
        for t in rng.integers(0, 4000, 8)
    }
    candidates = ranked(pairs)
    chosen = candidates[choose_links(candidates, "optimal")]
    assert chosen["query_id"].is_unique and chosen["target_id"].is_unique
    gains = np.zeros((3000, 4000))
    for (query, target), score in pairs.items():
        gains[int(query[1:]), int(target[1:])] = score
    assert chosen["score"].sum() == pytest.approx(gains[linear_sum_assignment(gains, maximize=True)].sum())
    assert candidates.loc[choose_links(candidates, "greedy"), "score"].sum() < chosen["score"].sum()


def test_an_unknown_assignment_is_one_line():
    with pytest.raises(
        ValueError, match="assignment 'best' is unknown, expected one of none, greedy, optimal"
    ):
        choose_links(ranked({}), "best")
