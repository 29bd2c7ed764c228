"""Measures of string similarity, by name; each is 1 for equal texts and lies between 0 and 1."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from clippings.linkage.candidates.grams import EditSearch, GramSearch, cosine, jaccard
from clippings.linkage.candidates.strokes import open_strokes
from clippings.linkage.candidates.text_search import Maker
from clippings.spelling import visible

# How far a spelling is folded, each step on top of the one before.
AS_READ, COMPATIBLE, NEW_FORMS, NORMALISED = "as read", "compatible", "new forms", "normalised"


@dataclass(frozen=True)
class Measure:
    """How texts are compared, how their spelling is folded first, and whether n is chosen on validation.

    `search` takes the path of KanjiVG's archive and the n of n-grams of words.
    """

    search: Callable[[Path, int], Maker]
    spelling: str
    tuned: bool = False

    @property
    def depends_on_fold(self) -> bool:
        """Say whether it learns from the training split or is chosen on validation."""
        return self.tuned or self.spelling == NORMALISED


def compare_edits(kanjivg: Path, length: int) -> Maker:
    """Compare by 1 − edits / length of the longer text."""
    return EditSearch


def compare_strokes(kanjivg: Path, length: int) -> Maker:
    """Compare by the cosine of the counts of runs of four strokes."""
    return partial(GramSearch, grams=open_strokes(kanjivg).grams, similarity=cosine)


def compare_bigrams(kanjivg: Path, length: int) -> Maker:
    """Compare by the Jaccard similarity of the sets of character bigrams, edges marked."""
    return partial(GramSearch, grams=edged_bigrams, similarity=jaccard)


def compare_words(kanjivg: Path, length: int) -> Maker:
    """Compare by the Jaccard similarity of the sets of n-grams of words."""
    return partial(GramSearch, grams=partial(word_grams, length=length), similarity=jaccard)


MEASURES = {
    "levenshtein": Measure(compare_edits, AS_READ),
    "levenshtein_nfkc": Measure(compare_edits, COMPATIBLE),
    "levenshtein_forms": Measure(compare_edits, NEW_FORMS),
    "levenshtein_normalised": Measure(compare_edits, NORMALISED),
    "strokes": Measure(compare_strokes, AS_READ),
    "strokes_normalised": Measure(compare_strokes, NORMALISED),
    "jaccard": Measure(compare_bigrams, AS_READ),
    "jaccard_normalised": Measure(compare_bigrams, NORMALISED),
    "jaccard_words": Measure(compare_words, AS_READ, tuned=True),
}


def edged_bigrams(text: str) -> set[str]:
    """Return the set of character pairs of a text, with a mark before it and one behind."""
    marked = f"\x02{text}\x03"
    return {marked[start : start + 2] for start in range(len(marked) - 1)}


def word_grams(text: str, length: int) -> set[tuple[str, ...]]:
    """Return the set of runs of `length` words of a text; one of fewer is one run, one of none has none."""
    read = words(text)
    last = max(len(read) - length, 0)
    return {tuple(read[start : start + length]) for start in range(last + 1)} if read else set()


def words(text: str) -> list[str]:
    """List the words of a text, lower-cased: runs of letters, their marks and digits, of every script."""
    lowered = visible(text).lower()
    return "".join(character if _in_word(character) else " " for character in lowered).split()


@cache
def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"
