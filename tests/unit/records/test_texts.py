"""Name and fields as one text, and the column that blocks."""

import json
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings import frames, tables
from clippings.frames import gather
from clippings.records.building import join_fields
from clippings.tables import SEPARATOR

cell = st.one_of(st.none(), st.text(max_size=6))


def test_fields_join_the_name_where_there_are_any():
    names = pd.Series(["三菱", "三井", None, ""])
    fields = pd.DataFrame({"address": ["東京", None, "大阪", "京都"], "products": ["船", "炭", None, None]})
    joined = join_fields(names, fields)
    assert joined.iloc[:2].tolist() == ["三菱␟東京␟船", "三井␟␟炭"]
    assert pd.isna(joined[2]) and joined[3] == ""


def test_without_fields_the_name_is_the_text():
    names = pd.Series(["三菱", None])
    joined = join_fields(names, pd.DataFrame(index=names.index))
    pd.testing.assert_series_equal(joined, names, check_dtype=False)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=6), cell, cell), min_size=1, max_size=5))
def test_no_character_is_dropped(rows):
    names, *fields = (pd.Series(column, dtype=object) for column in zip(*rows, strict=True))
    joined = join_fields(names, pd.DataFrame(dict(enumerate(fields))))
    for text, row in zip(joined, rows, strict=True):
        assert text == SEPARATOR.join(part or "" for part in row).rstrip(SEPARATOR)


def test_the_separator_outlives_the_folding_of_forms_and_spaces():
    assert "".join(unicodedata.normalize("NFKC", SEPARATOR).split()) == SEPARATOR


def items_of(tmp_path, **columns):
    frame = pd.DataFrame({"record": [f"{n}" for n in range(8)], "source": ["tk", "pr"] * 4})
    frame = frame.assign(role=["name", "partner"] * 4, entity=[f"f{n // 2}" for n in range(8)], noisy="社")
    frame.assign(**columns).to_csv(tmp_path / "items.csv", index=False)
    return tmp_path / "items.csv"


def test_records_take_fields_and_block_from_the_table(build, tmp_path):
    path = items_of(tmp_path, address=["東京", None] * 4, prefecture=["013", None] * 4)
    items = gather([path], tables.ITEMS.with_texts(["address", "prefecture"]))
    found = build(items=items, fields={"address": "address"}, block="prefecture")
    assert found["noisy"].tolist() == ["社␟東京", "社"] * 4
    assert found["clean"].isna().all()
    assert found["block"].dropna().to_dict() == dict.fromkeys("0246", "013")


def test_records_carry_rules_and_what_they_hold_for_them(build, tmp_path):
    path = items_of(tmp_path, founded=["明治20年設立", "?"] * 4, prefecture=["013", None] * 4)
    items = gather([path], tables.ITEMS.with_texts(["founded", "prefecture"]))
    rules = [{"prefecture": "equal", "founded": 5}, {"founded": "equal"}]
    found = build(items=items, fields={"founded": "date"}, blocking=rules)["blocking"]
    assert json.loads(found["0"]) == [
        {"prefecture": ["013", None], "founded": [1887, 5]},
        {"founded": ["明治20年設立", None]},
    ]
    assert json.loads(found["1"]) == [
        {"prefecture": [None, None], "founded": [None, 5]},
        {"founded": ["?", None]},
    ]
    assert build(items=items)["blocking"].isna().all()


def test_read_texts_are_joined_too(build, tmp_path):
    items = gather([items_of(tmp_path, address="東京")], tables.ITEMS.with_texts(["address"]))
    read = pd.DataFrame({"crop": items["record"], "text": ["読"] * 8})
    readings = {"noisy": pd.DataFrame(columns=read.columns), "clean": read}
    assert set(build(items=items, readings=readings, fields={"address": "address"})["clean"]) == {"読␟東京"}


def test_a_column_that_is_not_there_is_one_line(tmp_path):
    path = items_of(tmp_path, address="東京")
    with pytest.raises(ValueError, match=r"items\.csv: column 'adress' is missing; found record, source"):
        gather([path], tables.ITEMS.with_texts(["adress"]))


def test_a_table_with_more_texts_keeps_its_own_columns():
    table = tables.ITEMS.with_texts(["page", "address", "address"])
    assert table.names == [*tables.ITEMS.names, "address"]
    frames.check(pd.DataFrame(columns=table.names), table, where="items")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_without_other_fields_keeps_every_character(text):
    names = pd.Series([text, SEPARATOR + text + SEPARATOR], dtype=object)
    assert join_fields(names, pd.DataFrame(index=names.index)).tolist() == names.tolist()
