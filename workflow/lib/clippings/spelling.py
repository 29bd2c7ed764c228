"""Spelling that does not matter: compatibility forms, spaces, old character forms."""

import unicodedata
from functools import cache

from opencc import OpenCC


def fold_compatible(text: str) -> str:
    """Bring a text to NFKC without spaces: compatibility ideographs and widths are folded."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def fold_forms(text: str) -> str:
    """Bring a text to NFKC without spaces and to new character forms (OpenCC's table `t2jp`)."""
    return _new_forms().convert(fold_compatible(text))


@cache
def _new_forms() -> OpenCC:
    return OpenCC("t2jp")
