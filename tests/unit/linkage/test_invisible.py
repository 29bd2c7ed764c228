"""Differences that nobody sees are none for the rows that normalise, and remain for those that do not."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.linkage.candidates.measures import MEASURES, words
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.spelling import INVISIBLE, fold_compatible, fold_forms

SAME = {
    "ideographic variation selector": ("辻\U000e0100商店", "辻商店"),
    "standardised variation selector": ("神\ufe00社", "神社"),
    "Mongolian variation selector": ("社\u180b", "社"),
    "combining dakuten": ("カ\u3099ス会社", "ガス会社"),
    "combining handakuten": ("ハ\u309aン", "パン"),
    "spaced dakuten": ("カ゛ス会社", "ガス会社"),
    "half-width kana": ("ｶﾞｽ会社", "ガス会社"),
    "full-width letters": ("ＡＢＣ商店", "ABC商店"),
    "compatibility ideograph": ("\uf9b4商店", "領商店"),
    "zero-width space": ("大阪\u200b商店", "大阪商店"),
    "zero-width joiner": ("大阪\u200d商店", "大阪商店"),
    "zero-width non-joiner": ("大阪\u200c商店", "大阪商店"),
    "word joiner": ("大阪\u2060商店", "大阪商店"),
    "byte order mark": ("\ufeff大阪商店", "大阪商店"),
    "soft hyphen": ("Müller\u00ad&\u00adSöhne", "Müller&Söhne"),
    "no-break space": ("大阪\u00a0商店", "大阪商店"),
    "ideographic space": ("大阪\u3000商店", "大阪商店"),
    "mark of direction": ("\u200f大阪商店\u202c", "大阪商店"),
    "grapheme joiner before an accent": ("u\u034f\u0308ber", "über"),
    "decomposed accent": ("Mu\u0308ller", "Müller"),
    "tag characters": ("大阪商店\U000e0061", "大阪商店"),
}
NORMALISED = [
    "levenshtein_nfkc",
    "levenshtein_forms",
    "levenshtein_normalised",
    "jaccard_normalised",
    "token_sort_normalised",
    "token_set_normalised",
    "tfidf_normalised",
]


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_what_looks_the_same_is_the_same(one, other):
    assert one != other
    assert fold_compatible(one) == fold_compatible(other)
    assert fold_forms(one) == fold_forms(other)


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_rows_that_normalise_match_it_wholly_and_others_as_before(one, other):
    records = pd.DataFrame(
        {
            "record": ["q", "t"],
            "side": ["query", "target"],
            "split": "train",
            "noisy": [one, other],
            "entity": ["a", "b"],
            "homonym": None,
        }
    )
    measures = [*NORMALISED, "levenshtein"]
    searches = compare_strings(
        records, measures=measures, ocrs=["noisy"], lengths=[], objective=None, k=1, kanjivg="unused"
    )
    scores = {search.row["method"]: search.neighbours["score"].max() for search in searches}
    assert [scores[measure] for measure in NORMALISED] == [1.0] * len(NORMALISED)
    assert scores["levenshtein"] != 1.0


def test_an_invisible_character_parts_no_word():
    assert words("Mül\u00adler and\u200b Söhne") == ["müller", "and", "söhne"]


@given(st.text())
def test_other_texts_fold_as_ever(text):
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))
    before = "".join(unicodedata.normalize("NFKC", plain).split())
    if unicodedata.is_normalized("NFC", before):
        assert fold_compatible(plain) == before


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold_compatible(fold_compatible(text)) == fold_compatible(text)


def test_every_measure_that_normalises_is_tested():
    folded = {name for name, measure in MEASURES.items() if measure.spelling != "as read"}
    assert folded == {*NORMALISED, "strokes_normalised"}
