"""Normalisation of spelling: compatibility forms, spaces, invisible characters, old forms, words."""

import re
import unicodedata
from collections.abc import Collection
from functools import cache

from opencc import OpenCC

from clippings.tables import SEPARATOR

# Characters that choose a glyph or steer a line, and print nothing: variation selectors, zero-width ones,
# soft hyphens, marks of direction, tags (Default_Ignorable_Code_Point in Unicode).
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Combining Diacritical Marks, those of Latin, Greek and Cyrillic letters, and Combining Cyrillic.
DIACRITICS = re.compile("[\u0300-\u036f\u0483-\u0487]")
# What NFKC leaves together: Latin, Cyrillic, Armenian, Hebrew.
_JOINED = (
    "ÆAE æae ŒOE œoe ßss ẞSS ꜲAA ꜳaa ꜴAO ꜵao ꜶAU ꜷau ꜸAV ꜹav ꜼAY ꜽay ꝎOO ꝏoo ѸОУ ѹоу ևեւ \u05f0\u05d5\u05d5"
    " \u05f1\u05d5\u05d9 \u05f2\u05d9\u05d9"
)
LIGATURES = str.maketrans({joined[0]: joined[1:] for joined in _JOINED.split()})
STEPS = ("case", "diacritics", "ligatures", "punctuation")
# Han and kana, Thai and Lao, Burmese, Khmer.
_UNSPACED = (
    "[々-〇\u3040-\u30ff\u31f0-\u31ff㐀-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
ASCII_TOKEN = re.compile("[0-9A-Za-z]+")
BETWEEN_UNSPACED = re.compile(f"(?<={_UNSPACED}) (?={_UNSPACED})")


def fold_compatible(text: str) -> str:
    """Normalise a text to NFKC without spaces and invisible characters, which folds widths and ideographs.

    A mark that follows such a character, like a spaced dakuten, is composed with the letter before it.
    """
    return unicodedata.normalize("NFC", "".join(visible(text).split()))


def visible(text: str) -> str:
    """Normalise a text to NFKC without invisible characters."""
    return text if text.isascii() else INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def fold_forms(text: str) -> str:
    """Normalise a text to NFKC, as `fold_compatible`, and to new character forms (OpenCC's table `t2jp`)."""
    return _renew(fold_compatible(text))


def fold(text: str, steps: Collection[str] = STEPS) -> str:
    """Normalise a text on top of `fold_forms`, by those of `STEPS` that are named; it has no spaces.

    case: full case folding (ß → ss), of every script that has case.
    diacritics: dropped from Latin, Greek and Cyrillic letters (é → e, ё → е); ø, ł and the like, which have
    none in Unicode, stay, as do dakuten, vowel signs and the marks of all other scripts.
    ligatures: taken apart where NFKC does not (æ → ae, ѹ → оу, և → եւ, ײ → יי).
    punctuation: it and symbols are dropped; ー, 々 and 〆 are letters in Unicode and stay, and so does what
    stands between a name and its fields.
    """
    parts = ["".join(_fold(part, steps).split()) for part in fold_forms(text).split(SEPARATOR)]
    return unicodedata.normalize("NFC", SEPARATOR.join(parts).rstrip(SEPARATOR))


def fold_words(text: str, steps: Collection[str] = STEPS) -> str:
    """Normalise a text to words, with one space between two, by the steps of `fold`.

    Punctuation becomes spaces. Scripts without spaces (Han, kana, Thai, Lao, Burmese, Khmer): their spaces,
    and so their punctuation, are dropped.
    """
    words = _fold(_renew(visible(text)), steps).split()
    return unicodedata.normalize("NFC", BETWEEN_UNSPACED.sub("", " ".join(words)))


def _fold(text: str, steps: Collection[str]) -> str:
    if "case" in steps:
        text = text.casefold()
    if "diacritics" in steps and not text.isascii():
        text = DIACRITICS.sub("", unicodedata.normalize("NFD", text))
    if "ligatures" in steps and not text.isascii():
        text = text.translate(LIGATURES)
    if "punctuation" in steps:
        text = " ".join(tokens(text))
    return unicodedata.normalize("NFC", text)


def tokens(text: str) -> list[str]:
    """List the runs of letters, marks and digits of a text: a text written without spaces is one."""
    return ASCII_TOKEN.findall(text) if text.isascii() else text.translate(_BLANKS).split()


class _Blanks(dict[int, int]):
    """A table for `str.translate` of every character: a space, unless it is a letter, mark or digit."""

    def __missing__(self, point: int) -> int:
        self[point] = point if unicodedata.category(chr(point))[0] in "LMN" else ord(" ")
        return self[point]


_BLANKS = _Blanks()


def _renew(text: str) -> str:
    """Return a text in new character forms; no ASCII character has another."""
    return text if text.isascii() else str(_new_forms().convert(text))


@cache
def _new_forms() -> OpenCC:
    return OpenCC("t2jp")
