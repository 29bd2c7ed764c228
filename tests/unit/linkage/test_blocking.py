"""Blocks on small tables, and against comparing all with all and leaving out what is not allowed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert members(records) == [
        {"q2", "t2"},
        {"q4", "t2"},
        {"q1", "t1", "t2"},
        {"q3", "t1", "t2", "t3"},
    ]


def test_without_values_there_is_one_block(records):
    everything = [{"q1", "q2", "q3", "q4", "t1", "t2", "t3"}]
    assert members(records.assign(block=None)) == members(records.drop(columns="block")) == everything


def test_without_queries_there_is_still_a_block(records):
    assert members(records[records["side"] == "target"]) == [{"t1", "t2", "t3"}]


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
