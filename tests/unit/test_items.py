"""A user's own tables, in the user's own words: what is taken over, what is filled in, what is refused."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings.items import expect_file, locate, read_items

SOURCES = {"paper": {"orientation": "horizontal", "sides": {"photograph": "member"}}}
COLUMNS = {"path": "image", "noisy": "caption", "page": "scan"}
# All that a text can hold; a NUL ends a text in many readers of CSV.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@pytest.fixture
def read(tmp_path):
    """Return a function that writes tables and reads them as items."""

    def read(*tables, columns=COLUMNS, extra=(), sources=SOURCES, encoding="utf-8"):
        paths = [tmp_path / f"{number}.csv" for number in range(len(tables))]
        for path, text in zip(paths, tables, strict=True):
            path.write_bytes(text.encode(encoding))
        return read_items(paths, columns=columns, extra=extra, sources=sources)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_users_columns_take_our_names(read, encoding):
    items = read("image,caption,scan,photo\np/0042.jpg,Düsseldorf,7,a\n", encoding=encoding)
    row = items.iloc[0]
    assert (row["path"], row["noisy"], row["page"]) == ("p/0042.jpg", "Düsseldorf", "7")
    assert (row["record"], row["source"], row["role"]) == ("0042", "paper", "photograph")


def test_one_column_may_serve_as_two_and_beside_the_tables_own(read):
    columns = {"noisy": "caption", "printed": "caption", "entity": "label"}
    items = read("record,caption,label,entity\n1,A port,e1,old\n", columns=columns)
    assert items.loc[0, ["noisy", "printed", "entity"]].tolist() == ["A port", "A port", "e1"]


def test_a_source_of_several_roles_leaves_a_record_a_name(read):
    sources = {"pr": {"orientation": "horizontal", "sides": {"name": "context", "partner": "query"}}}
    items = read("record\n1\n", columns={}, sources=sources)
    assert items.loc[0, ["source", "role"]].tolist() == ["pr", "name"]


def test_no_table_is_an_empty_one(read):
    assert "entity" in read().columns and read().empty


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "picture,caption,scan\na.png,b,c\n",
            "0.csv: column 'image' is missing, which `columns` takes as 'path'; found picture, caption, scan",
        ),
        (
            "image,caption,scan\na/1.png,b,c\nb/1.png,b,c\n",
            "0.csv: the images a/1.png and b/1.png have one name, expected a name each, or a column 'record'",
        ),
        ("image,caption,scan\na/1.png,b,c\n,b,c\n", "0.csv: row 2 has no 'path', expected one, or a column"),
        ("image,caption,scan,record\na.png,b,c,\n", "0.csv: row 1 has no 'record'"),
        ("image,caption,scan,entiy\na.png,b,c,e\n", "0.csv: column 'entiy' is not known, expected 'entity'"),
    ],
)
def test_what_is_wrong_is_one_line(read, text, line):
    with pytest.raises(ValueError) as refused:
        read(text)
    assert line in str(refused.value) and "\n" not in str(refused.value)


def test_several_sources_must_be_named(read):
    with pytest.raises(ValueError, match="column 'source' is missing"):
        read("record\n1\n", columns={}, sources={**SOURCES, "wire": SOURCES["paper"]})


def test_images_of_one_name_in_two_tables_are_refused(read):
    text = "image,caption,scan\nphotos/1.png,b,c\n"
    with pytest.raises(ValueError, match="'1'} appears more than once"):
        read(text, text)


@pytest.mark.parametrize(
    ("encoding", "caption", "byte"),
    [
        ("cp1252", "Café", "line 3, byte 10: found 0xe9"),
        ("shift-jis", "横浜港", "line 3, byte 7: found 0x89"),
    ],
)
def test_another_encoding_is_named_by_file_line_and_byte(read, encoding, caption, byte):
    with pytest.raises(ValueError, match=r"0\.csv: " + byte + " in another encoding, expected UTF-8"):
        read(f"image,caption,scan\n1.png,b,c\n2.png,{caption},c\n", encoding=encoding)


@pytest.fixture
def places(tmp_path, monkeypatch):
    """The files both.png and here.png in the working folder, both.png and beside.png in the table's."""
    (tmp_path / "tables/photos").mkdir(parents=True)
    (tmp_path / "photos").mkdir()
    monkeypatch.chdir(tmp_path)
    for file in ("photos/both.png", "photos/here.png", "tables/photos/both.png", "tables/photos/beside.png"):
        (tmp_path / file).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("photos/both.png", "photos/both.png"),
        ("photos/here.png", "photos/here.png"),
        ("photos/beside.png", "tables/photos/beside.png"),
        ("photos/gone.png", "photos/gone.png"),
    ],
)
def test_images_are_looked_for_from_the_working_folder_then_beside_their_table(places, name, path):
    (places / "tables/items.csv").write_text(f"image,caption,scan\n{name},A port,7\n")
    items = read_items(["tables/items.csv"], columns=COLUMNS, extra=[], sources=SOURCES)
    assert items["path"].tolist() == [path] and locate(name, "tables/items.csv") == path
    assert items["record"].tolist() == [path.rsplit("/")[-1].removesuffix(".png")]


def test_an_image_in_neither_place_is_named_with_both(places):
    line = "^photos/gone.png: no such file, nor tables/photos/gone.png; listed as record gone$"
    with pytest.raises(ValueError, match=line):
        expect_file("photos/gone.png", ["tables/items.csv"], what="listed as record gone")
    with pytest.raises(ValueError, match="^gone.png: no such file; x$"):
        expect_file("gone.png", ["items.csv"], what="x")
    expect_file("photos/here.png", ["tables/items.csv"], what="x")


def test_an_absolute_path_stays(places):
    path = str(places / "photos/here.png")
    assert locate(path, "tables/items.csv") == path


@settings(deadline=None)
@given(captions=st.lists(TEXTS, min_size=1, max_size=5))
def test_captions_keep_every_character(tmp_path_factory, captions):
    path = tmp_path_factory.mktemp("captions") / "photographs.csv"
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["image", "caption", "scan"])
        writer.writerows([f"{number}.png", caption, "s"] for number, caption in enumerate(captions))
    items = read_items([path], columns=COLUMNS, extra=[], sources=SOURCES)
    assert items["noisy"].tolist() == captions
