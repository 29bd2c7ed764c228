"""Workbooks are read as the texts that people see; what a spreadsheet program may have changed is refused."""

import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings import frames, tables
from clippings.labels import read_labels
from clippings.spreadsheets import MOST_CHARACTERS, read_sheet, write_sheet

KNOWN = ["record", "noisy", "entity"]


@pytest.fixture
def read(tmp_path):
    """Return a function that writes sheets of rows with openpyxl alone and reads the one that is meant."""

    def read(*sheets, prepare=lambda book: None):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets):
            sheet = book.create_sheet(f"s{number}")
            for row in rows:
                sheet.append(row)
        prepare(book)
        book.save(tmp_path / "a.xlsx")
        return read_sheet(tmp_path / "a.xlsx", known=KNOWN).to_numpy().tolist()

    return read


def formatted(place, value, shown):
    """Return a function that puts a value with a number format in a cell of the first sheet."""

    def prepare(book):
        cell = book.worksheets[0][place]
        cell.value, cell.number_format = value, shown

    return prepare


READ = {
    "texts": ("0012", "0012"),
    "text like a formula's result": ("1e5", "1e5"),
    "whole number": (12, "12"),
    "whole number stored as decimal": (12.0, "12"),
    "fraction": (0.1, "0.1"),
    "fifteen digits": (123456789012345, "123456789012345"),
    "negative": (-3, "-3"),
    "date": (date(1956, 5, 1), "1956-05-01"),
    "midnight": (datetime(1956, 5, 1), "1956-05-01"),
    "date and time": (datetime(1956, 5, 1, 7, 30), "1956-05-01 07:30:00"),
    "time of day": (time(7, 30), "07:30:00"),
    "duration": (timedelta(hours=30), "1 day, 6:00:00"),
    "flag": (True, "True"),
    "carriage return as Excel writes it": ("a_x000D_\nb", "a\r\nb"),
    "empty text": ("", None),
}


@pytest.mark.parametrize(("value", "text"), READ.values(), ids=READ)
def test_a_cell_is_read_as_people_see_it(read, value, text):
    assert read([["record", "noisy"], ["1", value]]) == [["1", text]]


def test_leading_zeros_that_a_format_shows_are_kept(read):
    rows = [["record", "noisy"], [12, "a"]]
    assert read(rows, prepare=formatted("A2", 12, "00000")) == [["00012", "a"]]
    assert read(rows, prepare=formatted("A2", 12, "#,##0")) == [["12", "a"]]


def test_blank_rows_blank_sheets_and_columns_without_a_name_are_left_out(read):
    rows = [[], ["RECORD ", None, "noisy"], [], ["1", "x", "辻商店"], [None, None, None], ["2", None, "𠮷野"]]
    assert read([], rows) == [["1", "辻商店"], ["2", "𠮷野"]]


def test_the_sheet_with_known_columns_is_meant(read):
    assert read([["what this is"], ["a list of firms"]], [["record", "noisy"], ["1", "a"]]) == [["1", "a"]]


def test_dates_stand_beside_years_and_dates_older_than_a_spreadsheet_knows(read):
    rows = [["record", "noisy"], [1, "1875-03-01"], [2, date(1956, 5, 1)], [3, "1899"]]
    assert [row[1] for row in read(rows)] == ["1875-03-01", "1956-05-01", "1899"]


def stored(path, place, kind, value):
    """Write beside the formula of a cell the value that a spreadsheet program stores, of a kind."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = "xl/worksheets/sheet1.xml"
    old = f'<c r="{place}"><f>A2</f><v /></c>'.encode()
    new = f'<c r="{place}"{kind}><f>A2</f><v>{value}</v></c>'.encode()
    other = old.replace(b"<v />", b"<v></v>")
    assert old in parts[name] or other in parts[name], parts[name]
    parts[name] = parts[name].replace(old, new).replace(other, new)
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)


@pytest.mark.parametrize(
    ("kind", "value", "text"), [("", "7", "7"), (' t="str"', "辻", "辻"), (' t="str"', "", None)]
)
def test_of_a_formula_the_stored_value_is_read(tmp_path, read, kind, value, text):
    with pytest.raises(ValueError, match=r"a\.xlsx: sheet 's0', B2: a formula without a stored value"):
        read([["record", "noisy"], ["1", "=A2"]])
    stored(tmp_path / "a.xlsx", "B2", kind, value)
    assert read_sheet(tmp_path / "a.xlsx", known=KNOWN).to_numpy().tolist() == [["1", text]]


def test_a_header_may_be_a_formula(tmp_path, read):
    with pytest.raises(ValueError, match=r"sheet 's0', B1: a formula without a stored value"):
        read([["record", "=A2"], ["1", "a"]])
    stored(tmp_path / "a.xlsx", "B1", ' t="str"', "noisy")
    assert list(read_sheet(tmp_path / "a.xlsx", known=KNOWN)) == ["record", "noisy"]


ROWS = [["record", "noisy"], ["1", "a"]]
REFUSED = {
    "two sheets of the table": ([ROWS, ROWS], "sheets with columns of this table: s0, s1; expected one"),
    "no sheet of the table": ([[["a"]], [["b"]]], "none with a column of this table: s0, s1; expected one"),
    "no cell": ([[]], "no sheet with a cell, expected a header"),
    "long digits": ([[["record"], [1234567890123456789]]], "'s0', A2: the number 1.23456789012346e+18, of"),
    "an error": ([[["record"], ["#N/A"]]], "sheet 's0', A2: the error #N/A, expected a value"),
    "a date among texts": (
        [[["record", "noisy"], ["1", "Smith"], ["2", date(2026, 3, 1)]]],
        "sheet 's0', B3: a date (2026-03-01) in a column of texts; expected texts alone",
    ),
}


@pytest.mark.parametrize(("sheets", "line"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_certain_is_refused_with_its_cell(read, sheets, line):
    with pytest.raises(ValueError, match=r"a\.xlsx: ") as refused:
        read(*sheets)
    assert line in str(refused.value) and "\n" not in str(refused.value)


def test_merged_cells_are_refused(read):
    with pytest.raises(ValueError, match=r"sheet 's0', A2:A3: merged cells, expected a value in each"):
        read([*ROWS, ["2", "b"]], prepare=lambda book: book.worksheets[0].merge_cells("A2:A3"))


# A cell holds what XML can hold in some way; the rest of Unicode is written in code.
CELLS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
TRICKY = st.sampled_from(
    [
        *("=1+1", "+81", "-5", "@x", "'a", '"a"', "a\nb", "a\r\nb", "a\tb", " a ", "0012", "12.0", "1e5"),
        *("1234567890123456789", "3/4", "2026-03-01", "#N/A", "_x000D_", "_x005F_", "𠮷野家", "e\u0301"),
        *("\x0b\x00\ufffe", "=", "{=A1}", "辻\U000e0100商店", "NaN", "None", "<a>&amp;", "TRUE", "\u3000"),
    ]
)


@given(rows=st.lists(st.lists(st.none() | CELLS | TRICKY, min_size=3, max_size=3), max_size=4))
def test_whatever_is_written_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "drawn.xlsx"
    rows = [["0", *row] for row in rows]
    frame = pd.DataFrame(rows, columns=["record", "noisy", "clean", "entity"], dtype=object)
    write_sheet(frame, path, title="items")
    assert read_sheet(path, known=KNOWN).to_numpy().tolist() == rows


def test_a_table_and_its_copy_in_a_workbook_meet(tmp_path):
    rows = [
        ("q1", "=甲社", "t1", "乙", 1, 0.1 + 0.2, "link", "levenshtein/clean", 0.75),
        ("0012", "1-2", None, None, 1, None, "no match", "levenshtein/clean", None),
    ]
    links = pd.DataFrame(rows, columns=tables.LINKS.names)
    for name in ("a.csv", "a.xlsx", "a.parquet"):
        frames.write(links, tmp_path / name, tables.LINKS)
    csv, xlsx, parquet = (
        frames.read(tmp_path / f"a.{end}", tables.LINKS) for end in ("csv", "xlsx", "parquet")
    )
    pd.testing.assert_frame_equal(csv, parquet)
    pd.testing.assert_frame_equal(xlsx, parquet)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert (sheet["B2"].data_type, sheet["B2"].number_format) == ("s", "@")
    assert (sheet["F2"].data_type, sheet.freeze_panes) == ("n", "A2")


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut(tmp_path):
    frame = pd.DataFrame({"record": ["1"], "noisy": ["x" * (MOST_CHARACTERS + 1)]})
    with pytest.raises(ValueError, match=r"a text of 32768 characters, expected at most 32767"):
        write_sheet(frame, tmp_path / "a.xlsx", title="items")


def test_what_is_no_workbook_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_text("record,noisy\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.xlsx: not a readable workbook \(File is not a zip file\)"):
        frames.read(tmp_path / "a.xlsx", tables.ITEMS)
    with pytest.raises(ValueError, match=r"none\.xlsx: no such file; expected a items table"):
        frames.read(tmp_path / "none.xlsx", tables.ITEMS)


PEOPLE_WRITE = {
    "PAGES": {"page": ["p1", "p2"], "path": ["a.tif", "b.tif"], "source": "pr", "frame": [None, 2]},
    "PAIRS": {"record": ["01", "02"], "other": ["a", "b"], "verdict": ["same", None]},
    "MENTIONS": {
        "page": ["p1", None],
        "mention": ["m1", "m2"],
        "orientation": "vertical",
        "source": "pr",
        "role": "name",
        "entity": ["e", "f"],
    },
    "LINE_LABELS": {"page": ["p1", "p1"], "x0": 1, "y0": [2.5, 3], "x1": 9, "y1": 9, "role": "name"},
    "ITEMS": {"record": ["0012", "7"], "source": "pr", "noisy": ["=甲", None], "entity": ["1899", "e"]},
}


@pytest.mark.parametrize("table", PEOPLE_WRITE)
def test_what_people_write_is_read_from_a_workbook_as_from_csv(tmp_path, table):
    rows = pd.DataFrame(PEOPLE_WRITE[table])
    rows.to_csv(tmp_path / "a.csv", index=False)
    write_sheet(rows, tmp_path / "a.XLSX", title="Sheet1")
    found = [frames.read(tmp_path / name, getattr(tables, table)) for name in ("a.XLSX", "a.csv")]
    pd.testing.assert_frame_equal(*found)


def test_labels_may_lie_in_a_workbook(tmp_path):
    frame = pd.DataFrame({"query_id": [42, 7], "target_id": ["t1", None], "verdict": ["match", "no match"]})
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    labels = read_labels([tmp_path / "a.xlsx"])
    assert labels["query_id"].tolist() == ["42", "7"]
    assert labels["place"].tolist() == [f"{tmp_path}/a.xlsx row 1", f"{tmp_path}/a.xlsx row 2"]
