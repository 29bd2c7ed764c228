import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clippings import frames, tables
from clippings.tables import BYTES, FLAG, INTEGER, NUMBER, TEXT, VECTOR

ROWS = pd.DataFrame({"page": ["a", "b"], "path": ["x.png", "y.png"], "source": ["pr", "pr"]})

# Beyond 2**53 a number is not exact. A tab may end a cell of a text
# file, and 0.0 in a column of its like is the number 0.
VALUES = {
    TEXT: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\0"), min_size=1).filter(
        lambda text: not text.endswith(".0")
    ),
    INTEGER: st.integers(-(2**53), 2**53),
    NUMBER: st.floats(allow_nan=False),
    FLAG: st.booleans(),
    BYTES: st.binary(min_size=1),
    VECTOR: st.lists(st.floats(width=32, allow_nan=False), min_size=1).map(np.float32),
}
TABLES = [getattr(tables, name) for name in tables.constants()]
PRINTED = [table for table in TABLES if not {BYTES, VECTOR} & {column.type for column in table.columns}]
EXAMPLES = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def satisfying(draw, among, least=0):
    """Draw a table and a frame of `least` to four rows that satisfies it."""
    table = draw(st.sampled_from(among))
    size = draw(st.integers(least, 4))
    columns = {}
    for column in table.columns:
        cell = st.sampled_from(column.choices) if column.choices else VALUES[column.type]
        cell = st.none() | cell if column.optional else cell
        columns[column.name] = pd.Series(draw(st.lists(cell, min_size=size, max_size=size)), dtype=object)
    frame = pd.DataFrame(columns)
    frame = frame.drop_duplicates(list(table.key), ignore_index=True) if table.key else frame
    return table, frames.check(frame, table, where="drawn")


@pytest.mark.parametrize(("suffix", "among"), [(".parquet", TABLES), (".csv", PRINTED), (".tsv", PRINTED)])
@EXAMPLES
@given(data=st.data())
def test_what_satisfies_a_table_survives_its_file(tmp_path, suffix, among, data):
    table, frame = data.draw(satisfying(among))
    path = tmp_path / f"table{suffix}"
    frames.write(frame, path, table)
    pd.testing.assert_frame_equal(frames.read(path, table), frame, check_exact=True)


def without_a_cell(frame, column):
    return frame.assign(**{column.name: [None, *frame[column.name][1:]]}), f"row 1 has no {column.name!r}"


def without_the_column(frame, column):
    return frame.drop(columns=column.name), f"column {column.name!r} is missing"


def with_another_word(frame, column):
    return frame.assign(**{column.name: "no such word"}), f"{column.name} is 'no such word', expected one of"


def of_another_type(frame, column):
    return frame.assign(**{column.name: "a word"}), f"column {column.name!r} is not {column.type}"


VIOLATIONS = [
    (without_a_cell, lambda column: not column.optional),
    (without_the_column, lambda column: not column.optional),
    (with_another_word, lambda column: column.choices),
    (of_another_type, lambda column: column.type in (INTEGER, NUMBER, FLAG, VECTOR)),
]


@pytest.mark.parametrize(("violate", "applies"), VIOLATIONS)
@EXAMPLES
@given(data=st.data())
def test_a_violated_constraint_is_named_in_one_line(violate, applies, data):
    table, frame = data.draw(satisfying(TABLES, least=1))
    columns = [column for column in table.columns if applies(column)]
    assume(columns)
    violating, expected = violate(frame.head(1).astype(object), data.draw(st.sampled_from(columns)))
    with pytest.raises(ValueError, match="here: ") as refused:
        frames.check(violating, table, where="here")
    assert expected in str(refused.value)
    assert "\n" not in str(refused.value)


@EXAMPLES
@given(data=st.data())
def test_a_repeated_key_is_named_in_one_line(data):
    table, frame = data.draw(satisfying([table for table in TABLES if table.key], least=1))
    with pytest.raises(ValueError, match="here: ") as refused:
        frames.check(pd.concat([frame, frame]), table, where="here")
    assert "appears more than once" in str(refused.value) and "\n" not in str(refused.value)


def test_nothing_but_the_table_is_written_and_an_absent_column_is_empty(tmp_path):
    frames.write(ROWS, tmp_path / "pages.csv", tables.PAGES)
    again = frames.read(tmp_path / "pages.csv", tables.PAGES)
    assert again[["page", "path", "source"]].equals(ROWS) and again["frame"].isna().all()
    assert [file.name for file in tmp_path.iterdir()] == ["pages.csv"]


def test_an_integer_beside_an_empty_cell_is_printed_as_one(tmp_path):
    frames.write(ROWS.assign(frame=[7, None]), tmp_path / "pages.tsv", tables.PAGES)
    lines = (tmp_path / "pages.tsv").read_text(encoding="utf-8").splitlines()
    assert lines == ["page\tpath\tsource\tframe", "a\tx.png\tpr\t7", "b\ty.png\tpr\t"]


def test_an_image_is_not_printed(tmp_path):
    crops = pd.DataFrame(columns=tables.CROPS.names)
    with pytest.raises(ValueError, match=r"crops\.csv: column 'image' is not text, expected \.parquet"):
        frames.write(crops, tmp_path / "crops.csv", tables.CROPS)


def test_csv_opens_in_a_spreadsheet(tmp_path):
    frames.write(ROWS, tmp_path / "pages.csv", tables.PAGES)
    assert (tmp_path / "pages.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ROWS.rename(columns={"path": "pth"}), "column 'path' is missing; found page, pth, source"),
        (pd.concat([ROWS, ROWS]), "{'page': 'a'} appears more than once"),
        (ROWS.assign(path=["x.png", None]), "row 2 has no 'path'"),
        (ROWS.assign(frame=["one", "two"]), "column 'frame' is not int64"),
    ],
)
def test_a_bad_table_is_refused_in_one_line(rows, expected):
    with pytest.raises(ValueError, match="pages.tsv: ") as refused:
        frames.check(rows, tables.PAGES, where="pages.tsv")
    assert expected in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_word_outside_the_choices_is_refused():
    row = pd.DataFrame(
        {"crop": ["c"], "engine": ["e"], "text": ["t"], "confidence": [1.0], "status": ["bad"]}
    )
    with pytest.raises(ValueError, match="status is 'bad', expected one of ok, blank"):
        frames.check(row, tables.READINGS, where="here")


def test_a_missing_and_a_broken_file_are_named(tmp_path):
    with pytest.raises(ValueError, match=r"none\.parquet: no such file; expected a pages table"):
        frames.read(tmp_path / "none.parquet", tables.PAGES)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"not parquet")
    with pytest.raises(ValueError, match=r"broken\.parquet: not a readable pages table"):
        frames.read(broken, tables.PAGES)


def test_nothing_half_written_stays(tmp_path):
    with pytest.raises(ValueError, match="more than once"):
        frames.write(pd.concat([ROWS, ROWS]), tmp_path / "pages.csv", tables.PAGES)
    assert list(tmp_path.iterdir()) == []


def test_shards_must_not_repeat_a_key(tmp_path):
    for name in ("a", "b"):
        frames.write(ROWS, tmp_path / f"{name}.tsv", tables.PAGES)
    with pytest.raises(ValueError, match="pages shards: .*more than once"):
        frames.read_shards([tmp_path / "a.tsv", tmp_path / "b.tsv"], tables.PAGES)


def test_a_parquet_file_says_whether_it_has_a_column(tmp_path):
    pd.DataFrame({" Path": ["a.png"]}).to_parquet(tmp_path / "with.parquet")
    pd.DataFrame({"noisy": ["Aoki"]}).to_parquet(tmp_path / "without.PARQUET")
    (tmp_path / "broken.parquet").write_text("no table")
    (tmp_path / "texts.csv").write_text("noisy\nAoki\n")
    names = ("with.parquet", "without.PARQUET", "broken.parquet", "absent.parquet", "texts.csv")
    may = {name: frames.may_have(tmp_path / name, "path") for name in names}
    assert [name for name in names if not may[name]] == ["without.PARQUET"]
