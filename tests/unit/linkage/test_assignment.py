"""One-to-one links on small graphs, against picking the best free pair again and again."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from clippings.linkage.decision.links import assign_greedily

COLUMNS = ["query_id", "target_id", "score"]
pair = st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz"))
graphs = st.dictionaries(pair, st.integers(-2, 10).map(lambda tenths: tenths / 10), max_size=9)


def listed(pairs):
    """Candidates of pairs {(query, target): score}."""
    return pd.DataFrame([(q, t, score) for (q, t), score in pairs.items()], columns=COLUMNS)


def linked(candidates):
    return assign_greedily(candidates)


@given(graphs)
def test_greedy_takes_the_best_pair_that_is_free(pairs):
    free, expected = dict(pairs), set()
    while free:
        query, target = min(free, key=lambda pair: (-free[pair], pair))
        expected.add((query, target))
        free = {(q, t): s for (q, t), s in free.items() if q != query and t != target}
    assert linked(listed(pairs)) == expected


@given(graphs, st.randoms())
def test_each_target_has_one_query_whatever_the_order_of_rows(pairs, random):
    candidates = listed(pairs)
    chosen = linked(candidates)
    assert len({q for q, _ in chosen}) == len({t for _, t in chosen}) == len(chosen)
    order = list(candidates.index)
    random.shuffle(order)
    assert linked(candidates.loc[order]) == chosen


def test_equal_pairs_go_to_the_smaller_ids():
    assert linked(listed({(q, t): 0.5 for q in ("q1", "q2") for t in ("t1", "t2")})) == {
        ("q1", "t1"),
        ("q2", "t2"),
    }
    assert linked(listed({("q2", "t1"): 0.5, ("q1", "t1"): 0.5})) == {("q1", "t1")}
