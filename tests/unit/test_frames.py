import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings import frames, tables

READING = pd.DataFrame({"crop": ["c"], "engine": ["e"], "text": ["t"], "confidence": [1.0], "status": ["ok"]})
ROWS = pd.DataFrame({"page": ["a", "b"], "path": ["x.png", "y.png"], "source": ["pr", "pr"]})


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".tsv"])
def test_what_is_written_is_read(tmp_path, suffix):
    path = tmp_path / f"pages{suffix}"
    frames.write(ROWS, path, tables.PAGES)
    again = frames.read(path, tables.PAGES)
    assert again[["page", "path", "source"]].equals(ROWS[["page", "path", "source"]])
    assert again["frame"].isna().all()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_character_is_lost_in_parquet(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("t") / "readings.parquet"
    row = pd.DataFrame(
        {"crop": ["c"], "engine": ["e"], "text": [text], "confidence": [0.5], "status": ["ok"]}
    )
    frames.write(row, path, tables.READINGS)
    assert frames.read(path, tables.READINGS)["text"].tolist() == [text]


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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pages.csv", "page,path,source\na,x.png,pr,\nb,y.png,pr,\n"),
        ("pages.tsv", "page\tpath\tsource\na\tx\tpng\tpr\n"),
    ],
)
def test_a_row_with_more_cells_than_the_header_is_refused(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"{name}: the first row has 4 cells, expected 3, as the header has"):
        frames.read(tmp_path / name, tables.PAGES)


def test_a_later_row_with_more_cells_is_named_by_its_line(tmp_path):
    (tmp_path / "pages.csv").write_text("page,path,source\na,x.png,pr\nb,y.png,pr,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"pages\.csv: not a readable .*Expected 3 fields in line 3, saw 4"):
        frames.read(tmp_path / "pages.csv", tables.PAGES)
