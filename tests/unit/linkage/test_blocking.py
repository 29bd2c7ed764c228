"""Blocks on small tables, and against two loops over all pairs that ask each rule."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.block_rules import write_rules
from clippings.linkage.candidates.blocking import list_blocks
from clippings.linkage.candidates.search import search_neighbours

sides = st.sampled_from(["query", "target", "context"])
values = st.sampled_from(["東京", "大阪", None])


def members(records):
    """The records of each block, by name."""
    return [set(records["record"].to_numpy()[np.concatenate(block)]) for block in list_blocks(records)]


@pytest.fixture
def records():
    rows = [
        ("q1", "query", "東京"),
        ("q2", "query", "大阪"),
        ("q3", "query", None),
        ("q4", "query", "奈良"),
        ("t1", "target", "東京"),
        ("t2", "target", None),
        ("t3", "target", "札幌"),
        ("c1", "context", "東京"),
    ]
    return pd.DataFrame(rows, columns=["record", "side", "block"])


def test_blocks_by_hand(records):
    assert members(records) == [{"q2", "q4", "t2"}, {"q1", "t1", "t2"}, {"q3", "t1", "t2", "t3"}]


def test_without_values_there_is_one_block(records):
    everything = [{"q1", "q2", "q3", "q4", "t1", "t2", "t3"}]
    assert members(records.assign(block=None)) == members(records.drop(columns="block")) == everything


def test_without_queries_there_is_still_a_block(records):
    assert members(records[records["side"] == "target"]) == [{"t1", "t2", "t3"}]


KINDS = {"year": "date", "age": "number"}
COLUMNS = {
    "year": st.sampled_from(["1900", "1901", "1903年", "明治三十九年", "unknown", None]),
    "age": st.sampled_from(["7", "9", "12 years", "", None]),
    "town": st.sampled_from(["東京", "大阪", " ", None]),
    "surname": st.sampled_from(["田中", "森", None]),
}
READ = {"1900": 1900, "1901": 1901, "1903年": 1903, "明治三十九年": 1906, "7": 7, "9": 9, "12 years": 12}
BOUNDS = {"year": st.sampled_from([0, 1, 2.5, "equal"]), "age": st.sampled_from([2, 5])}
bounds_of = st.fixed_dictionaries(
    {}, optional={column: BOUNDS.get(column, st.just("equal")) for column in COLUMNS}
)
rows_of = st.fixed_dictionaries(
    {"side": st.sampled_from(["query", "target", "member", "context"]), **COLUMNS}
)


def blocked(rows, rules):
    """A table of records that carries rules, with the page of none of them."""
    cells = pd.DataFrame(rows, columns=["side", *COLUMNS], dtype=object)
    names = [f"r{number}" for number in range(len(rows))]
    return cells.assign(record=names, blocking=write_rules(cells[[*COLUMNS]], rules, kinds=KINDS))


def agree(one, other, column, bound):
    own, others = one[column], other[column]
    if bound != "equal":
        own, others = READ.get(own), READ.get(others)
        return own is None or others is None or abs(own - others) <= bound
    return not (own or "").strip() or not (others or "").strip() or own == others


@given(st.lists(rows_of, max_size=14), st.lists(bounds_of.filter(bool), min_size=1, max_size=3))
def test_a_query_meets_once_what_two_loops_over_the_rules_let_through(rows, rules):
    met = [
        (query, target)
        for block in list_blocks(blocked(rows, rules))
        for query in block.queries
        for target in block.targets
    ]
    expected = {
        (query, target)
        for query, one in enumerate(rows)
        for target, other in enumerate(rows)
        if one["side"] in ("query", "member")
        and other["side"] in ("target", "member")
        and any(all(agree(one, other, *condition) for condition in rule.items()) for rule in rules)
    }
    assert len(met) == len(set(met)) and set(met) == expected


@pytest.fixture
def people():
    """A census and a register: who is within two years, or bears the surname, or neither."""
    rows = [
        ("query", "1900", "森"),
        ("query", "1901", "林"),
        ("query", None, "森"),
        ("query", "1950", None),
        ("query", "1950", "谷"),
        ("target", "1899", "林"),
        ("target", "1902", "森"),
        ("target", "1906", "森"),
        ("target", None, "田"),
    ]
    return [dict(zip(("side", "year", "surname"), row, strict=True)) for row in rows]


def test_rules_are_united_by_hand(people):
    years, surnames = {"year": 2}, {"surname": "equal"}
    queries_and_targets = {
        "years": ([years], {(0, 1): [5, 6, 8], (2,): [5, 6, 7, 8], (3, 4): [8]}),
        "surnames": ([surnames], {(0, 2): [6, 7], (1,): [5], (3,): [5, 6, 7, 8], (4,): []}),
        "either": ([years, surnames], {(0,): [5, 6, 7, 8], (1,): [5, 6, 8], (2, 3): [5, 6, 7, 8], (4,): [8]}),
        "both": ([years | surnames], {(0,): [6], (1,): [5], (2,): [6, 7], (3,): [8], (4,): []}),
    }
    for name, (rules, expected) in queries_and_targets.items():
        found = {tuple(q.tolist()): t.tolist() for q, t in list_blocks(blocked(people, rules))}
        assert found == expected, name


def test_queries_of_any_value_share_a_block_where_all_targets_are_let_through(people):
    blank = [{"side": "query", "year": None, "surname": name} for name in "木原山"]
    blocks = list(list_blocks(blocked([*people, *blank], [{"year": 2}, {"surname": "equal"}])))
    assert [2, 3, 9, 10, 11] in [block.queries.tolist() for block in blocks]


def test_records_of_two_datasets_with_other_rules_are_refused(people):
    one, other = (blocked(people, [rule]) for rule in ({"year": 2}, {"year": 3}))
    with pytest.raises(ValueError, match=r"different rules: found \['year ± 2'\] against \['year ± 3'\]"):
        list(list_blocks(pd.concat([one, other], ignore_index=True)))
    with pytest.raises(ValueError, match="found values in both block and blocking"):
        list(list_blocks(one.assign(block="東京")))


def test_records_of_a_dataset_without_rules_are_blank_beside_others(people):
    rows = pd.concat([blocked(people, [{"surname": "equal"}]), blocked(people, [])], ignore_index=True)
    met = {query: block.targets.tolist() for block in list_blocks(rows) for query in block.queries}
    assert met[4] == [14, 15, 16, 17] and met[9] == [5, 6, 7, 8, 14, 15, 16, 17]


@given(st.lists(st.tuples(sides, values), max_size=12))
def test_a_query_meets_the_targets_of_its_value_and_those_without_once(rows):
    records = pd.DataFrame(rows, columns=["side", "block"], dtype=object)
    met = [
        (query, target)
        for block in list_blocks(records)
        for query in block.queries
        for target in block.targets
    ]
    expected = {
        (query, target)
        for query, (side, value) in enumerate(rows)
        for target, (other_side, other) in enumerate(rows)
        if (side, other_side) == ("query", "target") and (None in (value, other) or value == other)
    }
    assert len(met) == len(set(met)) and set(met) == expected


@given(st.lists(st.tuples(values, values), min_size=1, max_size=9), st.integers(0, 9))
def test_a_blocked_search_is_the_whole_one_without_what_is_not_allowed(pairs, seed):
    count = len(pairs)
    records = pd.DataFrame(
        {
            "record": [f"{side}{n}" for side in "qt" for n in range(count)],
            "side": ["query"] * count + ["target"] * count,
            "block": [value for column in zip(*pairs, strict=True) for value in column],
        }
    )
    vectors = np.random.default_rng(seed).normal(size=(2 * count, 8)).astype(np.float32)
    value_of = records.set_index("record")["block"]
    whole = search_neighbours(records.assign(block=None), vectors, k=count)
    own, other = whole["query"].map(value_of), whole["target"].map(value_of)
    kept = whole[own.isna() | other.isna() | (own == other)]
    kept = kept.assign(rank=kept.groupby("query").cumcount() + 1).reset_index(drop=True)
    pd.testing.assert_frame_equal(
        search_neighbours(records, vectors, k=count), kept, check_dtype=False, atol=2e-6
    )
