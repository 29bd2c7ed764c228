"""Normalisation of spelling: compatibility forms, spaces, invisible characters, old character forms."""

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


@cache
def _new_forms() -> OpenCC:
    return OpenCC("t2jp")
