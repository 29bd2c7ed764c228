"""Targets of an index among the records of a dataset: appended, replaced, withdrawn, refused."""

import pandas as pd
import pytest

from clippings import tables

SOURCES = {
    "pr": {"orientation": "horizontal", "sides": {"name": "query"}},
    "tk": {"orientation": "vertical", "sides": {"name": "target"}},
}

ALL_TEST = {"train": 0, "val": 0, "test": 1}


@pytest.fixture
def indexed():
    """Two targets of a source that the dataset does not declare, one joined to an address and in a block."""
    rows = [
        ("t1", "old", "E1", f"三菱{tables.SEPARATOR}東京", 0.9, "kanto"),
        ("t2", "old", "E2", "日立", 0.5, None),
    ]
    columns = ["record", "source", "entity", "clean", "clean_confidence", "block"]
    plain = {"side": "target", "role": "name", "orientation": "vertical", "split": "none", "part": "d1"}
    return pd.DataFrame(rows, columns=columns).assign(**plain).reindex(columns=tables.RECORDS.names)


@pytest.fixture
def items():
    """Three queries, two of which have an entity, with an address and a block."""
    rows = [
        ("q1", "pr", "三菱", "E1", "東京"),
        ("q2", "pr", "日立", "E2", None),
        ("q3", "pr", "東芝", None, "大阪"),
    ]
    return pd.DataFrame(rows, columns=["record", "source", "clean", "entity", "address"]).reindex(
        columns=[*tables.ITEMS.names, "address", "prefecture"]
    )


@pytest.fixture
def built(build, indexed):
    """Build the records of items, with fields and blocks, and the targets of the index."""

    def built(items, **given):
        usual = {"fields": ["address"], "block": "prefecture", "sources": SOURCES, "indexed": indexed}
        usual["shares"] = {"train": 0, "val": 0.5, "test": 0.5}
        return build(items=items, **usual | given)

    return built


def test_targets_join_as_they_were_saved_and_are_in_no_split(built, items, indexed):
    records = built(items)
    assert records.index.tolist() == ["q1", "q2", "q3", "t1", "t2"]
    kept = ["source", "side", "entity", "clean", "clean_confidence", "block", "part"]
    expected = indexed.set_index("record")[kept]
    pd.testing.assert_frame_equal(records.loc[["t1", "t2"], kept], expected, check_dtype=False)
    assert records["split"].tolist()[2:] == ["none"] * 3
    assert sorted(records["split"].tolist()[:2]) == ["test", "val"]
    assert records["clean"]["q1"] == f"三菱{tables.SEPARATOR}東京" and records["part"].isna().sum() == 3


def test_folds_are_of_the_own_records_alone(built, items):
    more = [items.assign(record=items["record"] + f"-{n}", entity=f"E{n}") for n in range(4)]
    records = built(pd.concat(more, ignore_index=True), folds=3)
    assert records.loc[["t1", "t2"], "fold"].isna().all()
    assert set(records["fold"].dropna()) == {1, 2, 3}


def test_an_own_target_of_the_same_id_replaces_that_of_the_index(built, items):
    own = items.head(1).assign(record="t1", source="tk", clean="三菱電機", entity="E1")
    records = built(pd.concat([items, own], ignore_index=True))
    assert records["clean"]["t1"] == f"三菱電機{tables.SEPARATOR}東京" and pd.isna(records["part"]["t1"])
    assert records["source"].tolist()[-2:] == ["tk", "old"]


def test_a_query_with_the_id_of_a_target_is_refused(built, items):
    with pytest.raises(ValueError, match=r"record 't2' is a query here and a target of the index \(1 such\)"):
        built(items.assign(record=["q1", "q2", "t2"]))


def test_pairs_may_name_targets_of_the_index(built, items):
    pairs = pd.DataFrame([("q3", "t2", "same", "p.csv")], columns=["record", "other", "verdict", "place"])
    records = built(items.assign(entity=None), pairs=pairs, shares=ALL_TEST)
    assert records["entity"]["q3"] == records["entity"]["t2"]


def test_with_an_index_and_without_the_own_records_are_alike(build, items):
    """An index of which all is withdrawn changes nothing."""
    given = {"fields": ["address"], "block": "prefecture", "sources": SOURCES, "task": "none"}
    given["shares"] = ALL_TEST
    empty = pd.DataFrame(columns=tables.RECORDS.names)
    pd.testing.assert_frame_equal(build(items=items, **given), build(items=items, indexed=empty, **given))
