"""Normalisation of spelling: compatibility forms, spaces, invisible characters, old forms, words."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

# Characters that choose a glyph or steer a line, and print nothing: variation selectors, zero-width ones,
# soft hyphens, marks of direction, tags (Default_Ignorable_Code_Point in Unicode).
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Combining Diacritical Marks, those of Latin, Greek and Cyrillic letters, and Combining Cyrillic.
DIACRITICS = re.compile("[\u0300-\u036f\u0483-\u0487]")
LIGATURES = str.maketrans({"æ": "ae", "œ": "oe"})  # What neither NFKC nor case folding takes apart.
# Han and kana, Thai and Lao, Burmese, Khmer.
_UNSPACED = (
    "[々-〇\u3040-\u30ff\u31f0-\u31ff㐀-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
BETWEEN_UNSPACED = re.compile(f"(?<={_UNSPACED}) (?={_UNSPACED})")


def fold_compatible(text: str) -> str:
    """Normalise a text to NFKC without spaces and invisible characters, which folds widths and ideographs.

    A mark that follows such a character, like a spaced dakuten, is composed with the letter before it.
    """
    return unicodedata.normalize("NFC", "".join(visible(text).split()))


def visible(text: str) -> str:
    """Normalise a text to NFKC without invisible characters."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def fold_forms(text: str) -> str:
    """Normalise a text to NFKC, as `fold_compatible`, and to new character forms (OpenCC's table `t2jp`)."""
    return str(_new_forms().convert(fold_compatible(text)))


def fold_words(text: str) -> str:
    """Normalise a text to words, with one space between two, on top of `fold_forms`.

    Every script: NFKC, invisible characters dropped, punctuation and symbols to spaces.
    Latin, Greek, Cyrillic: case folded (ß → ss), diacritics dropped (é → e, ё → е), ligatures taken apart
    (æ → ae, ﬁ → fi); ø, ł and the like, which have no diacritic in Unicode, stay.
    Han: new character forms. Kana keep dakuten and handakuten, as other scripts keep their marks.
    Scripts without spaces (Han, kana, Thai, Lao, Burmese, Khmer): their spaces and punctuation are dropped.
    """
    new = _new_forms().convert(visible(text)).casefold()
    plain = DIACRITICS.sub("", unicodedata.normalize("NFD", new)).translate(LIGATURES)
    return unicodedata.normalize("NFC", BETWEEN_UNSPACED.sub("", " ".join(tokens(plain))))


def tokens(text: str) -> list[str]:
    """List the runs of letters, marks and digits of a text: a text written without spaces is one."""
    return "".join(character if _in_word(character) else " " for character in text).split()


@cache
def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


@cache
def _new_forms() -> OpenCC:
    return OpenCC("t2jp")
