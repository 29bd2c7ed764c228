"""Text tables of every dialect are read alike, and what would shift, swallow or rename a cell is refused."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clippings import frames, tables
from clippings.cells import read_cells
from clippings.tables import ITEMS

KNOWN = ["record", "noisy", "entity"]
ROWS = [["record", "noisy", "entity"], ["0001", "Müller & Söhne", "m"], ["2", "辻商店", ""]]
READ = [["0001", "Müller & Söhne", "m"], ["2", "辻商店", None]]


def printed(rows=ROWS, **options):
    """The text of a table as the csv module writes it."""
    text = io.StringIO(newline="")
    csv.writer(text, **{"lineterminator": "\n", **options}).writerows(rows)
    return text.getvalue()


@pytest.fixture
def read(tmp_path):
    """Return a function that writes a file and reads its cells as lists, the header first."""

    def read(content, name="a.csv", known=KNOWN):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        frame = read_cells(tmp_path / name, known=known).astype(object)
        return frame.where(frame.notna(), None).to_numpy().tolist()

    return read


TEXT = printed()
DIALECTS = {
    "semicolon": printed(delimiter=";"),
    "tab": printed(delimiter="\t"),
    "bar": printed(delimiter="|"),
    "all quoted": printed(quoting=csv.QUOTE_ALL),
    "byte order mark": "\ufeff" + TEXT,
    "two byte order marks": "\ufeff\ufeff" + TEXT,
    "UTF-16 little-endian": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "UTF-16 big-endian": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "UTF-32": TEXT.encode("utf-32"),
    "line ends of Windows": TEXT.replace("\n", "\r\n"),
    "line ends of old Macs": TEXT.replace("\n", "\r"),
    "no line end": TEXT.rstrip(),
    "blank lines": "\n" + TEXT.replace("\n", "\n\n") + "\n\n",
    "capital header": TEXT.replace("record", "RECORD"),
    "padded header": TEXT.replace("noisy", " noisy\u00a0"),
    "column without a name": TEXT.replace("\n", ",\n"),
}


@pytest.mark.parametrize("text", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("name", ["a.csv", "a.TSV", "a.Txt"])
def test_every_dialect_is_read_alike(read, text, name):
    assert read(text, name) == READ


REFUSED = {
    "row too long": (
        "record,noisy,entity\n1,Smith, Jones & Co,A\n2,abc,A\n",
        "line 2 has 4 cells, expected 3",
    ),
    "later row too long": (TEXT + "3,a,b,c\n", "line 4 has 4 cells, expected 3, as the header has"),
    "every row too long": ("record,noisy\n1,a,b\n2,a,b\n", "line 2 has 3 cells, expected 2"),
    "row too short": (TEXT + "3,a\n4,b,c\n", "line 4 has 2 cells, expected 3, as the header has"),
    "line of spaces": (TEXT + "  \n", "line 4 has 1 cells, expected 3"),
    "row too long after one of two lines": ('record,noisy\n1,"a\nb"\n2,c,d\n', "line 4 has 3 cells"),
    "quotation mark within a cell": (
        'record,noisy\n1,"Elite" Hotel\n',
        "line 2: quotation marks that do not pair",
    ),
    "quotation mark left open": (
        'record,noisy\n1,a\n2,"Zur Post\n3,b\n',
        "line 3: quotation marks that do not",
    ),
    "cell of too many characters": (
        "record,noisy\n1,a\n2," + "b" * 140_000 + "\n",
        "line 3: a cell of more than 131,072 characters, expected shorter ones",
    ),
    "NUL byte": ("record,noisy\n1,a\0b\n", "line 2: found a NUL byte, as in a binary file"),
    "UTF-16 without a mark": ("record,noisy\n".encode("utf-16-le"), "line 1: found a NUL byte"),
    "another encoding": ("record\né\n".encode("cp1252"), "line 2, byte 1: found 0xe9 in another encoding"),
    "UTF-16 cut short": ("record\n".encode("utf-16")[:-1], "in another encoding"),
    "empty file": ("", "an empty file, expected a header"),
    "blank file": ("\n\n", "an empty file, expected a header"),
}


@pytest.mark.parametrize(("text", "line"), REFUSED.values(), ids=REFUSED)
def test_what_would_shift_or_swallow_cells_is_refused_with_its_line(read, text, line):
    with pytest.raises(ValueError, match=r"a\.csv: ") as refused:
        read(text)
    assert line in str(refused.value) and "\n" not in str(refused.value)


def test_quotation_marks_of_a_table_with_tabs_are_kept(read):
    assert read('record\tnoisy\n1\t"Elite" Hotel\n2\t"Zur Post\n3\tBahnhof\n', "a.tsv") == [
        ["1", '"Elite" Hotel'],
        ["2", '"Zur Post'],
        ["3", "Bahnhof"],
    ]
    assert read('record\tnoisy\n1\t"a ""b"""\n', "a.tsv") == [["1", 'a "b"']]


def test_rows_between_two_single_quotation_marks_do_not_vanish(read):
    """As if quoted, `"Zur Post ... Bahnhof"` is one cell."""
    assert read('record\tnoisy\n1\t"Zur Post\n2\tam Bahnhof"\n', "a.tsv") == [
        ["1", '"Zur Post'],
        ["2", 'am Bahnhof"'],
    ]


def test_a_cell_may_hold_lines_and_delimiters(read):
    assert read('record,noisy\n1,"a, b\r\nc ""d"""\n') == [["1", 'a, b\r\nc "d"']]


# 0.0 in a column of its like is the number 0.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\t\r"))
CELLS = CELLS.filter(lambda cell: not cell.endswith(".0"))


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=4),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_whatever_is_written_is_read(tmp_path_factory, rows, delimiter, quoting, end, encoding):
    # Python's writer does not quote a line feed in a file whose lines end in another character.
    assume(end != "\r" or quoting == csv.QUOTE_ALL or not any("\n" in cell for row in rows for cell in row))
    path = tmp_path_factory.getbasetemp() / "drawn.csv"
    text = printed([KNOWN, *rows], delimiter=delimiter, quoting=quoting, lineterminator=end)
    path.write_bytes(text.encode(encoding))
    read = read_cells(path, known=KNOWN)
    assert read.fillna("").to_numpy().tolist() == rows


@given(
    widths=st.lists(st.integers(1, 5), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t|"),
)
def test_the_first_row_of_another_length_is_named(tmp_path_factory, widths, delimiter):
    assume(set(widths) != {3})
    path = tmp_path_factory.getbasetemp() / "ragged.csv"
    rows = [KNOWN, *(["x"] * width for width in widths)]
    path.write_text(printed(rows, delimiter=delimiter), encoding="utf-8")
    line = next(place for place, width in enumerate(widths, start=2) if width != 3)
    with pytest.raises(ValueError, match=f"line {line} has {widths[line - 2]} cells, expected 3"):
        read_cells(path, known=KNOWN)


IDS = {
    "integers": ([12, 7], ["12", "7"]),
    "floats of whole numbers": ([12.0, None], ["12", None]),
    "nullable floats": (pd.array([12, None], dtype="Float64"), ["12", None]),
    "nullable integers": (pd.array([12, None], dtype="Int64"), ["12", None]),
    "single precision": (pd.array([12, 7], dtype="float32"), ["12", "7"]),
    "fractions": ([0.5, 12.0], ["0.5", "12.0"]),
    "infinite": ([float("inf"), 1.0], ["inf", "1"]),
    "large": ([1e20, -3.0], ["100000000000000000000", "-3"]),
    "leading zeros": (["0012", "012"], ["0012", "012"]),
    "text like a decimal": (["12.0", "7"], ["12.0", "7"]),
    "categories": (pd.Categorical(["b", "a"]), ["b", "a"]),
    "categories of numbers": (pd.Categorical([12.0, None]), ["12", None]),
    "dictionary": (pa.array(["x", "y"]).dictionary_encode(), ["x", "y"]),
    "large text": (pa.array(["x", None], pa.large_string()), ["x", None]),
    "decimals": ([Decimal("12.00"), Decimal("0.50")], ["12", "0.5"]),
    "booleans": ([True, False], ["True", "False"]),
    "dates": ([date(1956, 5, 1), None], ["1956-05-01", None]),
    "midnights": ([datetime(1956, 5, 1), None], ["1956-05-01", None]),
    "times": ([datetime(1956, 5, 1, 7), None], ["1956-05-01 07:00:00", None]),
    "bytes": ([b"x", b"y"], ["x", "y"]),
}


@pytest.mark.parametrize(("values", "texts"), IDS.values(), ids=IDS)
def test_ids_of_every_type_are_one_text(tmp_path, values, texts):
    array = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    pq.write_table(
        pa.table({"record": ["a", "b"], "source": ["pr", "pr"], "entity": array}), tmp_path / "a.Parquet"
    )
    found = frames.read(tmp_path / "a.Parquet", ITEMS)["entity"].astype(object)
    assert found.where(found.notna(), None).tolist() == texts


NUMBERS = st.integers(-(10**6), 10**6)


@given(
    values=st.one_of(
        st.lists(st.none() | NUMBERS.map(float), min_size=2, max_size=2),
        st.lists(st.none() | NUMBERS.map(lambda number: number / 8), min_size=2, max_size=2),
        st.lists(st.none() | NUMBERS.map(str), min_size=2, max_size=2),
        st.lists(st.none() | st.dates(date(1700, 1, 1), date(2200, 1, 1)), min_size=2, max_size=2),
        st.lists(st.booleans(), min_size=2, max_size=2),
    )
)
def test_a_table_and_its_copy_as_text_meet(tmp_path_factory, values):
    tmp_path = tmp_path_factory.getbasetemp()
    rows = pd.DataFrame({"record": [1, 2], "entity": values, "source": "pr"})
    rows.to_parquet(tmp_path / "a.parquet")
    rows.to_csv(tmp_path / "a.csv")
    pd.testing.assert_frame_equal(*(frames.read(tmp_path / f"a.{end}", ITEMS) for end in ("parquet", "csv")))


HEADERS = {
    "a column twice": ("record,noisy,noisy\n1,a,b\n", "2 columns are called 'noisy', expected one"),
    "a column twice but for capitals": ("record,Noisy,NOISY\n1,a,b\n", "2 columns are called 'noisy'"),
    "no known column": ("nom;texte\n1;a\n", "column 'record' is missing; found nom;texte; a items table has"),
    "a spreadsheet": (
        None,
        "suffix '.ods', expected .parquet, .csv, .tsv, .txt, .jsonl or .xlsx; a spreadsheet program saves",
    ),
}


@pytest.mark.parametrize(("text", "line"), HEADERS.values(), ids=HEADERS)
def test_a_header_that_is_not_understood_is_refused(tmp_path, text, line):
    path = tmp_path / ("a.csv" if text else "a.ods")
    path.write_text(text or "PK", encoding="utf-8")
    with pytest.raises(ValueError, match=f"{path.name}: ") as refused:
        frames.read(path, ITEMS)
    assert line in str(refused.value) and "\n" not in str(refused.value)


def test_numbers_beside_empty_cells_are_read_however_they_were_written(tmp_path):
    (tmp_path / "a.csv").write_text(
        "page,path,source,frame\na,x,pr,7.0\nb,y,pr,\nc,z,pr,8\n", encoding="utf-8"
    )
    assert frames.read(tmp_path / "a.csv", tables.PAGES)["frame"].dropna().tolist() == [7, 8]
