"""Normalisation of spelling: compatibility forms, spaces, old character forms."""

import unicodedata
from functools import cache

from opencc import OpenCC


def fold_compatible(text: str) -> str:
    """Normalise a text to NFKC without spaces, which folds compatibility ideographs and widths."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def fold_forms(text: str) -> str:
    """Normalise a text to NFKC without spaces and to new character forms (OpenCC's table `t2jp`)."""
    return str(_new_forms().convert(fold_compatible(text)))


@cache
def _new_forms() -> OpenCC:
    return OpenCC("t2jp")
