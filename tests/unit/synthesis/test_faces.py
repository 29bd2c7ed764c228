"""Glyphs: where their ink stands, what stands in for a missing one, and what is said of missing fonts."""

from itertools import product

import numpy as np
import pytest
from drawn import FONTS, typecase

from clippings.synthesis.faces import load_typecase
from clippings.synthesis.forms import old_forms


def test_a_face_without_the_glyph_borrows_it():
    borrowed = typecase().glyph("㋿", face="dejima_mincho", size=40)
    assert borrowed.ink.any()


def test_a_glyph_that_no_font_has_is_one_line_naming_font_and_glyph():
    small = load_typecase([font for font in FONTS["pages"] if font["name"] == "dejima_mincho"])
    with pytest.raises(ValueError, match=r"^font \S+dejima\S+: no glyph for '戶' \(U\+6236\).*expected"):
        small.glyph("戶", face="dejima_mincho", size=30)


def test_a_missing_font_file_names_its_package():
    font = {"name": "x", "style": "mincho", "package": "fonts-x", "path": "/nowhere/x.ttf"}
    with pytest.raises(ValueError, match=r"^font /nowhere/x.ttf: no such file, expected it from fonts-x$"):
        load_typecase([font])


@pytest.mark.parametrize("drawn", FONTS)
def test_marks_turn_in_every_face_of_vertical_lines(drawn):
    case = typecase(drawn)
    for face in case.named("mincho", vertical=True) + case.named("gothic", vertical=True):
        for mark, wide in (("ー", True), ("（", False), ("＝", True)):
            flat = case.glyph(mark, face=face, size=40).ink.shape
            upright = case.glyph(mark, face=face, size=40, vertical=True).ink.shape
            assert (flat[1] > flat[0]) == (upright[0] > upright[1]) == wide, (face, mark)


def test_a_face_without_vertical_forms_sets_no_vertical_page_and_no_turning_glyph():
    case = typecase()
    assert "dejima_mincho" in case.named("mincho")
    assert "dejima_mincho" not in case.named("mincho", vertical=True)
    borrowed = case.glyph("（", face="dejima_mincho", size=40, vertical=True)
    assert borrowed.ink.shape[1] > borrowed.ink.shape[0]


def test_ink_stays_within_its_em_square():
    for vertical in (False, True):
        glyph = typecase().glyph("國", face="oradano_mincho", size=40, vertical=vertical)
        height, width = glyph.ink.shape
        assert glyph.dx >= 0 and glyph.dy >= 0
        assert glyph.dx + width <= 40 and glyph.dy + height <= 40


def test_spaces_have_an_advance_and_no_ink():
    for space in (" ", "\u3000"):
        glyph = typecase().glyph(space, face="oradano_mincho", size=40)
        assert glyph.ink.size == 0 and glyph.advance > 0


def test_length_is_the_sum_of_advances():
    assert typecase().length("日本", face="oradano_mincho", size=30) == 60
    assert np.isclose(typecase().length("A", face="ume_gothic", size=30), 15, atol=1)


@pytest.mark.parametrize("character", "枩很皹")
def test_a_character_that_some_face_lists_and_draws_empty_has_ink_all_the_same(character):
    case = typecase()
    assert all(case.glyph(character, face=face, size=30).ink.any() for face in case.faces)


def test_names_and_pages_are_set_in_both_styles_in_either_direction():
    for drawn, vertical, style in product(FONTS, (False, True), ("mincho", "gothic")):
        assert len(typecase(drawn).named(style, vertical=vertical)) >= 2


def test_the_faces_of_names_have_what_names_are_spelt_with():
    characters = {character for row in range(0x30, 0x75) for character in _row_of_jis(row)}
    spelt = characters | set(map(old_forms, characters))
    assert len(spelt) > 6400 and {"會", "緣"} <= spelt
    for face in typecase("names").faces.values():
        assert spelt <= face.upright


def _row_of_jis(row):
    return bytes(byte for cell in range(0xA1, 0xFF) for byte in (row + 0x80, cell)).decode("euc_jp", "ignore")
