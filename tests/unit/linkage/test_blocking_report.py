"""What blocking lets through, counted by hand, and against two loops over all pairs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings import frames, tables
from clippings.block_rules import write_rules
from clippings.linkage.candidates.blocking import form_blocks, list_blocks, rules_of
from clippings.linkage.candidates.blocking_report import report_blocking
from clippings.sides import exclusions, is_query, is_target

SIDES, TOWNS = ["query", "target", "member", "context"], ["東京", "大阪", None]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(SIDES),
        st.sampled_from(TOWNS),
        st.sampled_from(["1900", "1902", "1907", None]),
        st.sampled_from(["a", "b", None]),
        st.sampled_from(["p", "q", None]),
    ),
    min_size=1,
    max_size=12,
)
RULES = [{"town": "equal", "year": 5}, {"year": 2}]


def records_of(rows, rules):
    frame = pd.DataFrame(rows, columns=["side", "town", "year", "entity", "page"], dtype=object)
    cells = write_rules(frame[["town", "year"]], rules, kinds={"year": "date"})
    names = [f"r{number}" for number in range(len(frame))]
    return frame.assign(record=names, homonym=None, split="none", blocking=cells)


def test_a_report_by_hand():
    rows = [
        ("query", "東京", "1900", "a", None),
        ("query", "東京", "1900", "b", None),
        ("query", "大阪", "1950", None, None),
        ("target", "東京", "1904", "a", None),
        ("target", "東京", "1901", "c", None),
        ("target", "大阪", "1901", "b", None),
        ("target", "大阪", "1920", "a", None),
        ("context", "大阪", "1950", "a", None),
    ]
    found = frames.check(report_blocking(records_of(rows, RULES)), tables.BLOCKING, where="test")
    assert found.set_index("rule").drop(columns=["share", "completeness"]).T.to_dict("list") == {
        "town equal and year ± 5": [2, 4, "town 東京, year 1900", 2, 2, 3, 1, 3],
        "year ± 2": [2, 4, "year 1900", 2, 2, 3, 1, 3],
        "any rule": [2, 6, "town 東京, year 1900", 2, 3, 3, 1, 3],
    }
    # True matches: the first query with two targets, the second with one.
    assert found["share"].tolist() == pytest.approx([4 / 12, 4 / 12, 6 / 12])
    assert found["completeness"].tolist() == pytest.approx([1 / 3, 1 / 3, 2 / 3])


def test_without_truth_no_share_of_matches_is_told():
    rows = [("query", "東京", "1900", None, None), ("target", "東京", "1900", None, None)]
    found = report_blocking(records_of(rows, RULES))
    assert found["matches"].eq(0).all() and found["completeness"].isna().all() and found["pairs"].eq(1).all()


def test_the_column_block_is_reported_as_a_rule():
    rows = [("query", "東京", None, "a", None), ("target", "大阪", None, "a", None)]
    records = records_of(rows, []).assign(block=["東京", "大阪"])
    found = report_blocking(records)
    assert found["rule"].tolist() == ["block equal", "any rule"]
    assert found["without_target"].tolist() == [1, 1] and found["completeness"].tolist() == [0, 0]


def test_records_that_are_not_blocked_are_refused():
    with pytest.raises(ValueError, match="found no blocking rule, expected values in block or blocking"):
        report_blocking(records_of([("query", None, None, None, None)], []))


@settings(max_examples=50)
@given(ROWS)
def test_counts_are_those_of_two_loops(rows):
    records = records_of(rows, RULES)
    queries, targets = np.flatnonzero(is_query(records)), np.flatnonzero(is_target(records))
    own, other = exclusions(records)
    entities = records["entity"]
    report, rules = report_blocking(records).set_index("rule"), rules_of(records)
    chosen = {"town equal and year ± 5": rules[:1], "year ± 2": rules[1:], "any rule": rules}
    for name, some in chosen.items():
        let = {(q, t) for block in form_blocks(records, some) for q in block.queries for t in block.targets}
        every = {(q, t) for q in queries for t in targets if own[q] != other[t]}
        true = {(q, t) for q, t in every if isinstance(entities[q], str) and entities[q] == entities[t]}
        row = report.loc[name]
        assert (row["pairs"], row["matches"]) == (len(let & every), len(true))
        assert row["without_target"] == len({*queries} - {q for q, _ in let & every})
        assert not true or row["completeness"] == pytest.approx(len(true & let) / len(true))
        assert not every or row["share"] == pytest.approx(len(let & every) / len(every))
    sizes = [len(block.queries) * len(block.targets) for block in list_blocks(records)]
    largest = report.loc["any rule"]
    assert largest["largest_queries"] * largest["largest_targets"] == max(sizes)
    assert largest["blocks"] == len(sizes) and largest["queries"] == len(queries)
