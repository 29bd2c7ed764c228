"""Nothing that was read is lost or folded on its way into the table."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.text import tidy

# What books of firms print: kana with marks, old forms, enclosed and full-width signs, Latin, digits.
PRINTED = "三菱電機會社廣澤瀨ァィヴヶ々〆ー・ポッパガ㈱㈲①ｶﾞＮＨＫABCé0123－()（）「」、。髙﨑神"
drawn_text = st.text(st.sampled_from(PRINTED), min_size=1, max_size=20)


@given(drawn_text)
def test_drawn_characters_pass_unchanged_but_for_nfc(text):
    assert tidy(text) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=20))
def test_nothing_but_spaces_is_lost_from_any_text(text):
    before, after = ("".join(t.split()) for t in (text, tidy(text)))
    assert unicodedata.normalize("NFC", after) == unicodedata.normalize("NFC", before)


@given(st.text(max_size=20))
def test_a_tidy_text_stays_as_it_is(text):
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(st.sampled_from("三菱電機アガー・（株）ＮＨ"), min_size=1, max_size=20))
def test_spaces_between_japanese_characters_are_joined(text):
    assert tidy(" ".join(text)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("  日 本 光 学  ", "日本光学"),
        ("Arms  of\nVenus", "Arms of Venus"),
        ("東京 ABC 商会", "東京 ABC 商会"),
        ("カ ゙ス", "ガス"),
        ("㈱三菱", "㈱三菱"),
        ("", ""),
        (" \u3000\n", ""),
    ],
)
def test_words_stay_apart_only_where_print_sets_them_apart(read, expected):
    composed = unicodedata.normalize("NFC", expected)
    assert tidy(read.replace("゙", "\u3099")) == composed
