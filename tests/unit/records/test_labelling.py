"""Labels as truth: what they join, what they leave, and which are refused."""

import pandas as pd
import pytest

from clippings import tables
from clippings.records.entities import apply_labels

ROWS = [
    ("q1", "query", None, None),
    ("q2", "query", None, None),
    ("q3", "query", None, None),
    ("q4", "query", "f1", "h1"),
    ("t1", "target", "f1", "h1"),
    ("t2", "target", "f2", "h1"),
    ("t3", "target", "f3", None),
    ("t4", "target", None, None),
    ("t5", "target", None, None),
]


@pytest.fixture
def records():
    """Queries and targets, some with an entity; f1 and f2 are homonyms."""
    return pd.DataFrame(ROWS, columns=["record", "side", "entity", "homonym"], dtype=object)


def said(*rows):
    """Write labels (query, target, verdict) as they are read from one file."""
    labels = pd.DataFrame(rows, columns=["query_id", "target_id", "verdict"], dtype=object)
    return labels.assign(place=[f"a.csv row {row + 1}" for row in range(len(rows))])


def entities(records, *rows):
    """Return the entities that labels add."""
    found = apply_labels(records, said(*rows), task="link").set_index("record")
    known = records.set_index("record")["entity"]
    assert found["entity"][known.notna()].equals(known.dropna())
    return found["entity"][known.isna()].dropna().to_dict()


def test_a_match_gives_the_query_the_entity_and_the_homonym_of_its_target(records):
    found = apply_labels(records, said(("q1", "t2", "match")), task="link").set_index("record")
    assert found.loc["q1", ["entity", "homonym"]].tolist() == ["f2", "h1"]
    assert found.drop("q1").equals(records.set_index("record").drop("q1"))


def test_a_match_of_unknown_records_makes_an_entity_named_by_the_smaller(records):
    assert entities(records, ("q2", "t4", "match")) == {"q2": "q2", "t4": "q2"}


def test_matches_reach_over_others(records):
    rows = [("q1", "t4", "match"), ("q2", "t4", "match"), ("q4", "t4", "match")]
    assert entities(records, *rows) == {"q1": "f1", "q2": "f1", "t4": "f1"}


def test_no_match_gives_an_entity_of_its_own_where_none_is_known(records):
    assert entities(records, ("q1", None, "no match"), ("q4", None, "no match")) == {"q1": "q1"}


def test_what_cannot_be_told_and_what_differs_from_one_target_changes_nothing(records):
    rows = [("q1", None, "can't tell"), ("q2", "t1", "can't tell"), ("q3", "t4", "no match")]
    assert entities(records, *rows) == {}


def test_a_pair_may_name_the_target_first(records):
    assert entities(records, ("t3", "q1", "match")) == {"q1": "f3"}


def test_a_match_with_a_homonym_is_right_already(records):
    rows = [("q4", "t2", "match"), ("q4", "t1", "match"), ("q4", "t2", "no match")]
    assert entities(records, *rows[:2]) == {}
    assert entities(records, rows[2]) == {}


def test_the_order_of_labels_does_not_matter(records):
    rows = [("q1", "t4", "match"), ("q2", "t4", "match"), ("q3", "t5", "match"), ("q2", "t5", "no match")]
    assert entities(records, *rows) == entities(records, *rows[::-1])


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (
            [("q1", "t1", "match"), ("q1", None, "no match")],
            "a.csv row 2: no match for 'q1', but by the matches of a.csv row 1 it is one with a target;"
            " expected labels that agree",
        ),
        (
            [("q1", "t1", "match"), ("q1", "t1", "no match")],
            "'q1' and 't1' are different in a.csv row 2, but the same by 'q1'–'t1' (a.csv row 1); expected",
        ),
        (
            [("q1", "t1", "match"), ("q1", "t3", "match")],
            "query 'q1' matches 't1' in a.csv row 1 and 't3' in a.csv row 2; expected one target",
        ),
        ([("q1", "t4", "match"), ("q1", "t5", "match")], "query 'q1' matches 't4' in a.csv row 1 and 't5'"),
        ([("q4", "t3", "match")], "a.csv row 1: the matches join 'f3' and 'h1', which the truth keeps apart"),
        (
            [("q4", "t1", "no match")],
            "'q4' and 't1' are different in a.csv row 1, but the same by 'q4'–'t1' (group 'h1'); expected",
        ),
        (
            [("q4", "t2", "match"), ("q4", "t2", "no match")],
            "'q4' and 't2' are different in a.csv row 2, but the same by 'q4'–'t2' (a.csv row 1)",
        ),
        ([("x", "t1", "match")], "a.csv row 1: query_id 'x' is not among the records, expected a record of"),
        (
            [("q1", "q2", "match")],
            "a.csv row 1: target_id 'q2' is query, expected a record of the side target",
        ),
        (
            [("t1", None, "no match")],
            "a.csv row 1: query_id 't1' is target, expected a record of the side query",
        ),
    ],
)
def test_contradictions_and_unknown_records_are_one_line(records, rows, line):
    with pytest.raises(ValueError) as caught:
        apply_labels(records, said(*rows), task="link")
    assert line in str(caught.value) and "\n" not in str(caught.value)


def test_a_denial_stands_against_what_other_links_lead_to(records):
    same = records.assign(entity=records["entity"].where(~records["record"].isin(["q1", "q2"]), "f9"))
    line = r"'q2' and 't4' are different in a.csv row 2, .* 'q2'–'q1' \(group 'f9'\), 'q1'–'t4' \(a.csv row 1"
    with pytest.raises(ValueError, match=line):
        apply_labels(same, said(("q1", "t4", "match"), ("q2", "t4", "no match")), task="link")
    line = "a.csv row 2: no match for 'q2', but by the matches of a.csv row 1 it is one with a target"
    with pytest.raises(ValueError, match=line):
        apply_labels(same, said(("q1", "t4", "match"), ("q2", None, "no match")), task="link")


def test_an_entity_that_is_named_like_a_record_is_refused(records):
    strange = records.replace({"entity": {"f3": "q1"}})
    with pytest.raises(ValueError, match="'q1' names a record and another entity"):
        apply_labels(strange, said(("q1", None, "no match")), task="link")
    assert apply_labels(strange, said(("q1", "t3", "match")), task="link")["entity"].iloc[0] == "q1"


def test_records_are_built_with_labels(build):
    items = pd.DataFrame({"record": [f"{place:03d}" for place in range(8)], "source": ["tk", "pr"] * 4})
    items["role"] = [None, "partner"] * 4
    items = items.reindex(columns=tables.ITEMS.names).astype(object)
    rows = [(f"{place + 1:03d}", f"{place:03d}", "match") for place in (0, 2, 4)]
    found = build(items=items, labels=said(*rows, ("007", None, "no match")))
    assert found["entity"].drop("006").tolist() == ["000", "000", "002", "002", "004", "004", "007"]
    assert pd.isna(found.loc["006", "entity"]) and set(found["split"]) == {"train", "val", "test", "none"}
