"""Strokes seen in KanjiVG's drawings, against the types that KanjiVG gives to those of kanji."""

import re
import zipfile
from pathlib import Path

import pytest

from clippings.linkage.candidates.strokes import BETWEEN, FILLING, StrokeBook, stroke_class

KANJIVG = Path(__file__).parents[3] / "resources/strokes/kanjivg.zip"
CLASSES = {"㇐": "㇐", "㇀": "㇐", "㇑": "㇑", "㇒": "㇒", "㇓": "㇒", "㇔": "㇔", "㇏": "㇔"}
needs_drawings = pytest.mark.skipif(
    not KANJIVG.is_file(), reason="needs `snakemake fetch`: KanjiVG's drawings are absent"
)


@pytest.fixture(scope="module")
def book():
    return StrokeBook(KANJIVG)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("M10,10 L90,5", "㇐"),
        ("M10,90 L40,60", "㇐"),
        ("M50,10 L50,90", "㇑"),
        ("M50,10 C50,40,40,70,10,90", "㇒"),
        ("M10,10 c20,20,40,40,60,60", "㇔"),
        ("M10,10 L60,10 L60,60", "㇕"),
        ("M50,10c20,0,20,40,0,40c-20,0,-20,-40,0,-40", "㇕"),
    ],
)
def test_a_line_is_classed_by_its_shape(line, expected):
    assert stroke_class(line) == expected


@needs_drawings
def test_classes_agree_with_the_types_of_kanji():
    archive = zipfile.ZipFile(KANJIVG)
    names = sorted(name for name in archive.namelist() if re.fullmatch(r"kanji/0[5-9]\w{3}\.svg", name))
    pairs = []
    for name in names[::20]:
        strokes = re.findall(r'kvg:type="([^"/]+)" d="([^"]+)"', archive.read(name).decode())
        pairs += [(CLASSES.get(kind[0], "㇕"), stroke_class(line)) for kind, line in strokes]
    assert len(pairs) > 3000
    assert sum(one == other for one, other in pairs) / len(pairs) > 0.95


@needs_drawings
@pytest.mark.parametrize("alike", ["エ工", "ニ二", "ロ口", "ー一", "ハ八", "產産", "橫横"])
def test_kana_and_old_forms_are_written_like_the_kanji_they_look_like(book, alike):
    assert book.strokes_of(alike[0]) == book.strokes_of(alike[1])


@needs_drawings
def test_every_kana_is_drawn(book):
    kana = [chr(code) for code in [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB)]]
    assert all(set(book.strokes_of(letter)) <= set("㇐㇔㇑㇒㇕") for letter in kana)


@needs_drawings
def test_what_is_not_drawn_stands_for_itself(book):
    assert [book.strokes_of(character) for character in "贸( "] == ["贸", "(", " "]
    assert book.lines(["(一", "一"]) == [f"{BETWEEN}({BETWEEN}㇐{BETWEEN}", f"{BETWEEN}㇐{BETWEEN}{FILLING}"]
