"""Normalisation of a text that was read or transcribed: as little as possible."""

import re
import unicodedata

# East Asian widths: wide, fullwidth and halfwidth characters are written without spaces between them.
_JAPANESE = frozenset("WFH")


def tidy(text: str) -> str:
    """Normalise to NFC, one space between words, none between Japanese characters; keep all else.

    NFKC would also fold ㈱ and compatibility ideographs, which pages print: scores and string measures decide
    on that.
    """
    words = re.split(r"\s+", text.strip())
    joined = words[0]
    for word in words[1:]:
        # Engines cut Japanese text into words that nobody printed apart.
        apart = not (_is_japanese(joined[-1:]) and _is_japanese(word[:1]))
        joined += f" {word}" if apart else word
    return unicodedata.normalize("NFC", joined)


def _is_japanese(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in _JAPANESE
