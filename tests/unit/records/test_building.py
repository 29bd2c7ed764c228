"""The three inputs, by hand; what is wrong with a table is one line."""

import pandas as pd
import pytest

from clippings import tables
from clippings.truth import queries_with_truth


def items_of(count=8):
    """A user's table: TK targets and PR queries of four firms, texts given, one without entity."""
    frame = pd.DataFrame({"record": [f"{place:03d}" for place in range(count)]})
    frame["source"] = ["tk", "pr"] * (count // 2)
    frame["role"] = [None, "partner"] * (count // 2)
    frame["noisy"] = [f"社{place}" for place in range(count)]
    frame["entity"] = [f"f{place // 2}" for place in range(count)]
    return frame.reindex(columns=tables.ITEMS.names).astype(object)


def same(*pairs):
    """Write pairs that are the same, as they are read from one file."""
    rows = [(*pair, "same", f"pairs.csv line {line}") for line, pair in enumerate(pairs, start=2)]
    return pd.DataFrame(rows, columns=["record", "other", "verdict", "place"], dtype=object)


def test_pages_crops_take_truth_by_their_boxes(build, crops, mentions, annotations, readings):
    found = build(crops=crops, mentions=mentions, annotations=annotations, readings=readings)
    assert found["entity"].dropna().to_dict() == {
        "c1": "f1",
        "c2": "f2",
        "c3": "f3",
        "c4": "f2",
        "c5": "f4",
        "c7": "f6",
    }
    assert found.loc["c4", ["printed", "homonym", "side"]].tolist() == ["乙商會", "h2", "target"]
    assert found.loc["c3", ["relation", "shortened", "entry"]].tolist() == ["customer", True, "c1"]
    assert found["side"].to_dict()["c1"] == "context"
    assert found.loc["c2", "split"] == found.loc["c4", "split"]
    assert found.loc["c6", "split"] == "none" and pd.isna(found.loc["c6", "entity"])


def test_each_record_has_its_own_readings(build, crops, readings):
    found = build(crops=crops, readings=readings)
    for ocr in tables.OCRS:
        assert found[ocr].to_dict() == dict(zip(crops["crop"], readings[ocr]["text"], strict=True))


def test_records_do_not_depend_on_the_order_of_crops(build, crops, mentions, annotations, readings):
    given = {"mentions": mentions, "annotations": annotations, "readings": readings}
    turned = build(crops=crops.iloc[::-1].reset_index(drop=True), **given)
    pd.testing.assert_frame_equal(build(crops=crops, **given), turned)


def test_without_truth_entities_are_empty_and_splits_none(build, crops, readings):
    found = build(crops=crops, readings=readings)
    assert found["entity"].isna().all() and set(found["split"]) == {"none"}
    assert found["entry"].dropna().to_dict() == {"c2": "c1", "c3": "c1", "c7": "c1"}


def test_the_entry_is_carried_over_from_truth_where_layout_found_none(build, crops, mentions, annotations):
    found = build(crops=crops.assign(entry=None), mentions=mentions, annotations=annotations)
    assert found["entry"].dropna().to_dict() == {"c2": "c1", "c3": "c1", "c7": "c1"}


def test_an_entry_that_is_no_record_is_left_empty(build, crops, mentions, annotations):
    headless = crops[crops["crop"] != "c1"]
    assert build(crops=headless, mentions=mentions, annotations=annotations)["entry"].isna().all()


def test_a_role_without_a_side_is_context(build, crops):
    crops.loc[crops["crop"] == "c6", "role"] = "partner"
    assert build(crops=crops).loc["c6", "side"] == "context"


def test_crops_without_pages_take_truth_by_their_id(build, crops, mentions, readings):
    drawn = crops.assign(page=None)
    names = mentions.assign(mention=mentions["mention"].str.replace("m", "c"), entry=None)
    found = build(crops=drawn, mentions=names, readings=readings)
    assert found["entity"].dropna().to_dict() == dict(zip(names["mention"], names["entity"], strict=True))


def by_lines(crops, mentions):
    """Let crops show lines of transcriptions, whose ids are those of the mentions."""
    return crops.assign(given=["m" + crop[1:] for crop in crops["crop"]]), mentions


def test_crops_of_lines_take_truth_by_their_lines(build, crops, mentions):
    crops, mentions = by_lines(crops, mentions)
    found = build(crops=crops, mentions=mentions)
    assert found["entity"].dropna().to_dict() == {
        f"c{name[1:]}": entity for name, entity in zip(mentions["mention"], mentions["entity"], strict=True)
    }
    assert found.loc["c3", ["entry", "relation"]].tolist() == ["c1", "customer"]


def test_crops_of_a_source_without_transcriptions_take_truth_by_their_id(build, crops, mentions):
    crops, mentions = by_lines(crops, mentions)
    crops.loc[crops["source"] == "tk", "given"] = None
    given = {"crops": crops, "task": "none", "shares": {"train": 0, "val": 0, "test": 1}}
    expected = build(mentions=mentions, **given)["entity"].dropna().to_dict()
    assert set(expected) == {"c1", "c2", "c3", "c7"}, "those of the other source"
    of_tk = mentions["source"] == "tk"
    mentions.loc[of_tk, "mention"] = mentions["mention"].str.replace("m", "c")
    found = build(mentions=mentions, **given)["entity"].dropna().to_dict()
    assert found == expected | {"c4": "f2", "c5": "f4"}


@pytest.mark.parametrize("kind", [object, "boolean"])
def test_a_record_whose_entity_is_in_doubt_is_context(build, crops, mentions, kind):
    crops, mentions = by_lines(crops, mentions)
    doubted = [name in ("m2", "m5") or None for name in mentions["mention"]]
    mentions["ambiguous"] = pd.array(doubted, dtype=kind)
    mentions.loc[mentions["mention"] == "m3", ["entity", "homonym"]] = ["f2", "h2"]
    found = build(crops=crops, mentions=mentions, shares={"train": 0, "val": 0, "test": 1})
    assert found["side"].to_dict() == {
        "c1": "context",
        "c2": "context",
        "c3": "query",
        "c4": "target",
        "c5": "context",
        "c6": "target",
        "c7": "query",
    }


def test_what_people_corrected_was_printed_unless_the_truth_says_otherwise(build, crops, mentions, sources):
    crops, mentions = by_lines(crops, mentions)
    # The lines of a broken name are joined by a space, which between Japanese characters nobody printed.
    crops["transcribed"] = crops["crop"].map({"c1": "甲", "c4": "乙", "c5": "丁 社", "c7": "Ab C"})
    mentions.loc[mentions["mention"].isin(["m5", "m7"]), "text"] = None
    corrected = {**sources, "tk": {**sources["tk"], "corrected": True}}
    found = build(crops=crops, mentions=mentions, sources=corrected)
    assert found.loc[["c1", "c4", "c5"], "printed"].tolist() == ["甲社", "乙商會", "丁社"]
    assert found.loc[["c6", "c7"], "printed"].isna().all(), "no text, and a source that nobody corrected"
    assert build(crops=crops, mentions=mentions)["printed"].isna().to_dict()["c5"]


def test_a_table_of_records_brings_its_own_texts_and_entities(build):
    found = build(items=items_of())
    assert found.index[0] == "000"
    assert found.loc["003", ["side", "role", "orientation", "noisy", "entity"]].tolist() == [
        "query",
        "partner",
        "horizontal",
        "社3",
        "f1",
    ]
    assert found.loc["002", ["side", "role", "orientation"]].tolist() == ["target", "name", "vertical"]
    assert found["clean"].isna().all()
    assert set(found["split"]) == {"train", "val", "test"}


def test_image_files_that_were_read_have_the_text_that_was_read(build):
    items = items_of()
    read = pd.DataFrame({"crop": items["record"], "text": ["読"] * 8})
    found = build(items=items, readings={"noisy": pd.DataFrame(columns=read.columns), "clean": read})
    assert found["noisy"].tolist() == items["noisy"].tolist()
    assert set(found["clean"]) == {"読"}


def test_items_may_take_their_truth_from_mentions(build, mentions):
    items = items_of().drop(columns="entity").assign(entity=None)
    names = pd.DataFrame({"mention": items["record"], "entity": [f"g{n // 2}" for n in range(8)]})
    found = build(items=items, mentions=names.reindex(columns=mentions.columns))
    assert found["entity"].tolist() == names["entity"].tolist()


def test_pairs_make_entities_and_leave_the_others_without(build):
    items = items_of(10).assign(entity=None)
    found = build(items=items, pairs=same(("000", "001"), ("002", "001"), ("004", "005"), ("006", "007")))
    assert found["entity"].dropna().to_dict() == {
        "000": "000",
        "001": "000",
        "002": "000",
        "004": "004",
        "005": "004",
        "006": "006",
        "007": "006",
    }
    assert found["split"].loc[["003", "008", "009"]].tolist() == ["none"] * 3


def test_pairs_join_given_entities(build):
    items = items_of(10)
    found = build(items=items, pairs=same(("009", "000")))
    assert found["entity"].loc[["000", "001", "008", "009"]].tolist() == ["f0"] * 4


@pytest.mark.parametrize(
    ("homonyms", "pairs", "expected"),
    [
        ({"000": "h1"}, [], {"000": "h1", "001": "h1"}),
        ({"000": "h1", "001": "h1"}, [("001", "003")], dict.fromkeys(["000", "001", "002", "003"], "h1")),
        (
            {"000": "h2", "001": "h2", "002": "h1", "003": "h1", "004": "h2", "005": "h2"},
            [("000", "003")],
            dict.fromkeys(["000", "001", "002", "003", "004", "005"], "h1"),
        ),
        (
            {"000": "h1", "001": "h1", "008": "h1"},
            [("000", "009")],
            dict.fromkeys(["000", "001", "008", "009"], "h1"),
        ),
    ],
)
def test_an_entity_has_one_homonym_group(build, homonyms, pairs, expected):
    items = items_of(10)
    items.loc[8:, "entity"] = None
    items["homonym"] = items["record"].map(homonyms)
    found = build(items=items, pairs=same(*pairs), shares={"train": 0, "val": 0, "test": 1})
    assert found["homonym"].dropna().to_dict() == expected


def test_a_pair_with_an_unknown_record_is_a_right_link(build):
    items = items_of()
    items.loc[0, "entity"], items.loc[1, "homonym"] = None, "h1"
    found = build(items=items, pairs=same(("000", "001")))
    assert queries_with_truth(found.reset_index())["matched"].all()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"pairs": same(("000", "x9"))}, "pairs.csv line 2: record 'x9' is not among"),
        (
            {"readings": {o: pd.DataFrame({"crop": ["x"], "text": ["?"]}) for o in tables.OCRS}},
            r"readings \(noisy\): crop 'x' is not among the records",
        ),
        ({"sources": {"pr": {"orientation": "horizontal", "sides": {}}}}, "source 'tk', expected one of pr"),
        ({"items": items_of(4)}, "is empty; 2 groups of entities"),
        (
            {"mentions": pd.DataFrame({"mention": ["x"]}).reindex(columns=tables.MENTIONS.names)},
            r"mentions: mention 'x' is not among the records \(1 of 1 unknown\)",
        ),
    ],
)
def test_bad_input_is_one_line(build, change, line):
    with pytest.raises(ValueError, match=line):
        build(**{"items": items_of(), **change})
