"""Members by hand: photographs that are grouped by pairs, by labels, by the truth of their page."""

import pandas as pd
import pytest

from clippings import tables

SOURCES = {"paper": {"orientation": "horizontal", "sides": {"photograph": "member"}}}


def photographs(count=8):
    """A user's table of photographs, two on a scan, one without a caption."""
    frame = pd.DataFrame({"record": [f"p{place}" for place in range(count)], "source": "paper"})
    frame["role"], frame["path"] = "photograph", "photographs/" + frame["record"] + ".png"
    frame["page"] = [f"scan-{place // 2}" for place in range(count)]
    frame["noisy"] = [f"A port, {place}" for place in range(count - 1)] + [None]
    return frame.reindex(columns=tables.ITEMS.names).astype(object)


def pairs_of(*rows):
    """Write pairs (record, other, verdict) as they are read from one file."""
    pairs = pd.DataFrame(rows, columns=["record", "other", "verdict"], dtype=object)
    return pairs.assign(place=[f"p.csv line {line}" for line in range(2, len(rows) + 2)])


def labels_of(*rows):
    """Write labels (query, target, verdict) as the review page gives them."""
    labels = pd.DataFrame(rows, columns=["query_id", "target_id", "verdict"], dtype=object)
    labels = labels.reindex(columns=tables.LABELS.names).astype(object)
    return labels.assign(place=[f"l.csv row {row + 1}" for row in range(len(rows))])


@pytest.fixture
def group(build):
    """Return a function that builds records of eight photographs."""
    return lambda **given: build(**{"items": photographs(), "sources": SOURCES, "task": "cluster", **given})


ENTITIES = {"entity": [f"e{place // 2 % 4}" if place < 6 else None for place in range(8)]}
DISTINCT = pairs_of(("p0", "p2", "same"), ("p1", "p4", "same"), ("p3", "p5", "different"))


def test_members_follow_their_entity_into_a_split(group):
    found = group(pairs=DISTINCT)
    assert set(found["side"]) == {"member"} and set(found["role"]) == {"photograph"}
    assert found["entity"].dropna().to_dict() == {
        "p0": "p0",
        "p1": "p1",
        "p2": "p0",
        "p3": "p3",
        "p4": "p1",
        "p5": "p5",
    }
    assert found.loc["p0", "path"] == "photographs/p0.png"
    assert found.loc["p0", "split"] == found.loc["p2", "split"] != "none"
    assert found.loc["p6", "split"] == "none" and pd.isna(found.loc["p7", "noisy"])


def test_components_of_the_truth_keep_entities_together(group):
    mentions = pd.DataFrame({"mention": [f"p{place}" for place in range(8)], "text": "x", "source": "paper"})
    mentions["entity"] = [f"e{place}" for place in range(8)]
    mentions["component"] = [f"c{place // 2}" for place in range(8)]
    named = mentions.reindex(columns=tables.MENTIONS.names).astype(object)
    found = group(mentions=named, task="none")
    assert found["component"].tolist() == mentions["component"].tolist()
    assert found.groupby("component")["split"].nunique().eq(1).all()


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"pairs": pairs_of(("p0", "p1", "same"))}, "'p0' and 'p1' stand on one scan, 'scan-0', but are"),
        (
            {"pairs": pairs_of(("p0", "p2", "same"), ("p2", "p1", "same"))},
            r"the same by 'p0'–'p2' \(p.csv line 2\), 'p2'–'p1' \(p.csv line 3\); pairs of one scan are",
        ),
        ({"items": photographs().assign(**ENTITIES)}, r"by 'p0'–'p1' \(entity 'e0'\); pairs of one scan"),
        (
            {"pairs": pairs_of(("p0", "p2", "same"), ("p2", "p0", "different"))},
            "expected verdicts that agree",
        ),
        (
            {"items": photographs().assign(entity=[None] * 7 + ["p3"]), "pairs": DISTINCT},
            "pairs: 'p3' names a record and another entity, expected two names",
        ),
    ],
)
def test_truth_against_itself_is_one_line(group, given, line):
    with pytest.raises(ValueError, match=line):
        group(**given)


def test_two_names_of_one_page_may_be_one_firm(build):
    items = photographs().assign(role="name", entity=[f"e{place // 2}" for place in range(8)])
    sources = {"paper": {"orientation": "horizontal", "sides": {"name": "query"}}}
    assert build(items=items, sources=sources, task="none")["entity"].nunique() == 4


def test_labels_of_members_join_and_part(group):
    labels = labels_of(
        ("p0", "p2", "match"),
        ("p2", "p4", "match"),
        ("p0", "p5", "no match"),
        ("p3", None, "no match"),
        ("p2", None, "no match"),
        ("p6", "p1", "can't tell"),
    )
    found = group(labels=labels)
    assert found["entity"].dropna().to_dict() == {"p0": "p0", "p2": "p0", "p4": "p0", "p3": "p3", "p5": "p5"}


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([("p0", "x", "match")], "l.csv row 1: target_id 'x' is not among the records, expected a record"),
        (
            [("p0", "p2", "match"), ("p2", "p4", "match"), ("p4", "p0", "no match")],
            r"'p4' and 'p0' are different in l.csv row 3, but the same by 'p4'–'p2' \(l.csv row 2\)",
        ),
        ([("p0", "p1", "match")], "'p0' and 'p1' stand on one scan, 'scan-0'"),
    ],
)
def test_labels_that_cannot_be_are_one_line(group, rows, line):
    with pytest.raises(ValueError, match=line):
        group(labels=labels_of(*rows), pairs=pairs_of())


def test_a_match_of_two_known_entities_is_refused(group):
    items = photographs().assign(entity=[f"e{place}" for place in range(8)])
    line = "labels: l.csv row 1: the matches join 'e0' and 'e2', which the truth keeps apart; expected"
    with pytest.raises(ValueError, match=line):
        group(items=items, labels=labels_of(("p0", "p2", "match")))


def test_a_chain_of_matches_between_two_known_entities_is_refused(group):
    items = photographs().assign(entity=["e0", *[None] * 6, "e1"])
    line = "labels: l.csv row 1, l.csv row 2: the matches join 'e0' and 'e1', which the truth keeps apart"
    with pytest.raises(ValueError, match=line):
        group(items=items, labels=labels_of(("p0", "p3", "match"), ("p3", "p7", "match")))


def test_numbers_may_name_records_and_entities_alike(group):
    items = photographs(6).assign(record=[str(place) for place in range(6)], page=None)
    items["entity"] = ["4", "4", "3", None, "x", "y"]
    found = group(items=items, pairs=pairs_of(("3", "2", "same")))
    assert found["entity"].to_dict() == {
        "0": "4", "1": "4", "2": "3", "3": "3", "4": "x", "5": "y",
    }  # fmt: skip


def test_a_record_cannot_name_an_entity_that_another_one_is(group):
    items = photographs(6).assign(record=[str(place) for place in range(6)], page=None)
    items["entity"] = ["5", "5", "3", "x", "y", None]
    with pytest.raises(ValueError, match="'5' names a record and another entity"):
        group(items=items, pairs=pairs_of(("5", "2", "different")))
    with pytest.raises(ValueError, match="'5' names a record and another entity"):
        group(items=items, labels=labels_of(("5", None, "no match")))
