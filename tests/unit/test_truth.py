"""Judging of neighbours: homonyms, ties, queries without a match."""

import numpy as np
import pandas as pd
import pytest

from clippings.truth import judge, queries_with_truth


@pytest.fixture
def records(make_records):
    return make_records(
        ("q1", "query", "test", "a", "甲", "g"),
        ("q2", "query", "test", "b", "乙"),
        ("q3", "query", "val", "lost", "丙"),
        ("q4", "query", "none", None, "丁", None),
        ("t1", "target", "train", "a", "甲", "g"),
        ("t2", "target", "train", "a2", "甲", "g"),
        ("t3", "target", "test", "b", "乙", None),
    )


def neighbours(*rows):
    return pd.DataFrame(rows, columns=["query", "target", "rank", "score"])


def test_a_query_is_matched_if_its_group_has_a_target(records):
    queries = queries_with_truth(records)
    assert dict(zip(queries["query"], queries["matched"], strict=True)) == {
        "q1": True,
        "q2": True,
        "q3": False,
    }


def test_matches_of_members_and_queries_are_those_of_a_loop():
    generator = np.random.default_rng(2)
    count = 120
    records = pd.DataFrame(
        {
            "record": [f"r{number:03d}" for number in range(count)],
            "side": generator.choice(["query", "target", "member", "context"], count),
            "split": "test",
            "entity": generator.choice([*"abcdefghijklmnopqrstuvwxyz", None], count),
            "homonym": generator.choice(["a", "b", None], count, p=[0.1, 0.1, 0.8]),
            "page": generator.choice(["p1", "p2", "p3", None], count),
        }
    )
    rows = records.assign(group=records["homonym"].fillna(records["entity"])).to_dict("records")

    def compared(one, other):
        apart = pd.isna(one["page"]) or one["page"] != other["page"]
        return one["side"] == "query" or (one["record"] != other["record"] and apart)

    expected = {
        one["record"]: any(
            other["group"] == one["group"] and other["side"] in ("target", "member") and compared(one, other)
            for other in rows
        )
        for one in rows
        if one["side"] in ("query", "member") and pd.notna(one["group"])
    }
    found = queries_with_truth(records)
    assert dict(zip(found["query"], found["matched"], strict=True)) == expected
    assert {*expected.values()} == {True, False}


def test_a_homonym_is_right_but_not_strictly(records):
    judged = judge(neighbours(("q1", "t2", 1, 0.9), ("q1", "t3", 2, 0.8)), records).set_index("query")
    assert judged.loc["q1", ["score", "top1", "any_tie", "strict", "recall"]].tolist() == [0.9, 1, 1, 0, 1]


def test_ties_count_by_their_chance(records):
    found = neighbours(("q1", "t1", 1, 0.9), ("q1", "t2", 2, 0.9), ("q1", "t3", 3, 0.9))
    judged = judge(found, records).set_index("query")
    assert judged.loc["q1", "top1"] == pytest.approx(2 / 3)
    assert judged.loc["q1", "strict"] == pytest.approx(1 / 3)
    assert judged.loc["q1", "any_tie"] == 1


def test_a_query_without_neighbours_is_wrong_and_has_no_score(records):
    judged = judge(neighbours(("q1", "t1", 1, 0.9)), records).set_index("query")
    assert judged.loc["q2", ["top1", "any_tie", "strict", "recall"]].tolist() == [0, 0, 0, 0]
    assert np.isnan(judged.loc["q2", "score"])


def test_recall_ends_at_the_tenth(records):
    others = [("q2", f"x{number}", number, 0.5) for number in range(1, 11)]
    eleventh = judge(neighbours(*others, ("q2", "t3", 11, 0.5)), records).set_index("query")
    tenth = judge(neighbours(*others[:9], ("q2", "t3", 10, 0.5)), records).set_index("query")
    assert (eleventh.loc["q2", "recall"], tenth.loc["q2", "recall"]) == (0, 1)


def test_judging_equals_a_loop_over_random_neighbours(make_records):
    rng = np.random.default_rng(3)
    targets = [(f"t{n:02d}", "target", "train", f"e{n}", "", f"g{n // 2}") for n in range(20)]
    queries = [(f"q{n:02d}", "query", "test", f"e{n}", "", f"g{n // 2}") for n in range(25)]
    records = make_records(*targets, *queries)
    found = []
    for query, *_ in queries:
        picked = rng.choice(20, 12, replace=False)
        scores = sorted(rng.integers(1, 4, 12) / 4, reverse=True)
        found += [(query, f"t{t:02d}", r, s) for r, (t, s) in enumerate(zip(picked, scores, strict=True), 1)]
    judged = judge(neighbours(*found), records).set_index("query")
    for query, _, _, entity, _, group in queries:
        mine = [row for row in found if row[0] == query]
        tied = [int(row[1][1:]) for row in mine if row[3] == mine[0][3]]
        right = [f"g{t // 2}" == group for t in tied]
        first_ten = [f"g{int(row[1][1:]) // 2}" == group for row in mine[:10]]
        assert judged.loc[query, "top1"] == pytest.approx(sum(right) / len(right))
        assert judged.loc[query, "any_tie"] == any(right)
        assert judged.loc[query, "strict"] == pytest.approx(sum(f"e{t}" == entity for t in tied) / len(tied))
        assert judged.loc[query, "recall"] == any(first_ten)
        assert judged.loc[query, "matched"] == (int(entity[1:]) < 20)
