"""An image is found however its name is composed or separated, or a line says what alone differs."""

import unicodedata
from pathlib import Path

import pytest

from clippings.items import expect_file, locate


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working folder, and home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


def touch(path):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).touch()


ODD = [
    "{0001}.png",
    "{}.png",
    "a{.png",
    "%20.png",
    "100%.png",
    "a b.png",
    " a.png",
    "~a.png",
    "#1.png",
    "[1].png",
    "*.png",
    "-a.png",
]


@pytest.mark.parametrize("name", ODD)
def test_a_name_of_any_characters_is_itself(name):
    touch(f"tables/{name}")
    assert locate(name, "tables/own.csv") == f"tables/{name}"
    touch(name)
    assert locate(name, "tables/own.csv") == name


@pytest.mark.parametrize("there", ["NFC", "NFD"])
@pytest.mark.parametrize("named", ["NFC", "NFD"])
@pytest.mark.parametrize("name", ["ガス会社.png", "Café/Müller.png", "가나다.png"])
def test_a_composed_name_finds_a_decomposed_one(name, there, named):
    on_disk = unicodedata.normalize(there, name)
    touch(f"tables/{on_disk}")
    assert locate(unicodedata.normalize(named, name), "tables/own.csv") == f"tables/{on_disk}"


def test_a_name_that_is_there_as_written_comes_first():
    for form in ("NFC", "NFD"):
        touch(unicodedata.normalize(form, "é.png"))
        assert locate(unicodedata.normalize(form, "é.png"), "own.csv") == unicodedata.normalize(form, "é.png")


def test_the_working_folder_comes_before_the_folder_of_the_table():
    touch(unicodedata.normalize("NFD", "é.png"))
    touch("tables/" + unicodedata.normalize("NFD", "é.png"))
    assert locate("é.png", "tables/own.csv") == unicodedata.normalize("NFD", "é.png")


FORMS = {
    "separators of Windows": ("scans\\a.png", "scans/a.png"),
    "home": ("~/a.png", "home/a.png"),
    "steps up": ("scans/../a.png", "a.png"),
}


@pytest.mark.parametrize(("name", "path"), FORMS.values(), ids=FORMS)
def test_a_path_may_be_written_in_other_ways(name, path):
    touch(path)
    touch("scans/b.png")
    assert Path(locate(name, "own.csv")).samefile(path)


def test_absolute_paths_and_links_are_followed(folder):
    touch("scans/a.png")
    (folder / "link").symlink_to(folder / "scans")
    (folder / "b.png").symlink_to("scans/a.png")
    for name in (str(folder / "scans/a.png"), "link/a.png", "b.png"):
        assert locate(name, "own.csv") == name


MISSING = {
    "full width": ("a1.png", "ａ１.png"),
    "half-width kana": ("ガス.png", "ｶﾞｽ.png"),
    "capitals": ("A.PNG", "a.png"),
    "capitals of a folder": ("Scans/a.png", "scans/a.png"),
    "ligature": ("ﬁrm.png", "firm.png"),
}


@pytest.mark.parametrize(("name", "there"), MISSING.values(), ids=MISSING)
def test_a_file_that_is_nearly_there_is_named(name, there):
    touch(f"tables/{there}")
    path = locate(name, "tables/own.csv")
    with pytest.raises(ValueError, match="no such file") as refused:
        expect_file(path, ["tables/own.csv"], what="listed as record 1")
    assert f"but tables/{there}, which differs in capitals or Unicode normalisation alone" in str(
        refused.value
    )
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["a\0b.png", "x" * 300, "none.png", "broken.png", "C:\\scans\\a.png", "scans"], ids=repr
)
def test_what_is_no_file_is_one_line(folder, name):
    touch("scans/a.png")
    (folder / "broken.png").symlink_to("nowhere.png")
    with pytest.raises(ValueError, match="no such file.*; listed as record 1"):
        expect_file(locate(name, "tables/own.csv"), ["tables/own.csv"], what="listed as record 1")
