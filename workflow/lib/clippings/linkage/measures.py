"""Measures of string similarity, by name; each is 1 for equal texts and lies between 0 and 1."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clippings.linkage.edits import EditSearch
from clippings.linkage.grams import GramSearch, cosine, edged_bigrams, jaccard
from clippings.linkage.strokes import open_strokes
from clippings.linkage.text_search import Search

Maker = Callable[..., Search]
# How far a spelling is folded, each step on top of the one before.
AS_READ, COMPATIBLE, NEW_FORMS, NORMALISED = "as read", "compatible", "new forms", "normalised"


@dataclass(frozen=True)
class Measure:
    """How texts are compared, and how their spelling is folded first.

    `search` takes the query texts, the target texts and, as `kanjivg`, the path of KanjiVG's archive.
    """

    search: Maker
    spelling: str


def search_edits(queries: Sequence[str], targets: Sequence[str], kanjivg: Path) -> Search:
    """Compare by 1 − edits / length of the longer text."""
    return EditSearch(queries, targets)


def search_strokes(queries: Sequence[str], targets: Sequence[str], kanjivg: Path) -> Search:
    """Compare by the cosine of the counts of runs of four strokes."""
    return GramSearch(queries, targets, grams=open_strokes(kanjivg).grams, similarity=cosine)


def search_bigrams(queries: Sequence[str], targets: Sequence[str], kanjivg: Path) -> Search:
    """Compare by the Jaccard similarity of the sets of character bigrams, edges marked."""
    return GramSearch(queries, targets, grams=edged_bigrams, similarity=jaccard)


MEASURES = {
    "levenshtein": Measure(search_edits, AS_READ),
    "levenshtein_nfkc": Measure(search_edits, COMPATIBLE),
    "levenshtein_forms": Measure(search_edits, NEW_FORMS),
    "levenshtein_normalised": Measure(search_edits, NORMALISED),
    "strokes": Measure(search_strokes, AS_READ),
    "strokes_normalised": Measure(search_strokes, NORMALISED),
    "jaccard": Measure(search_bigrams, AS_READ),
    "jaccard_normalised": Measure(search_bigrams, NORMALISED),
}


def measure_named(name: str) -> Measure:
    """Look up a measure; raise ValueError naming those there are."""
    if name not in MEASURES:
        raise ValueError(f"linkage: measure {name!r} is unknown, expected one of {', '.join(MEASURES)}")
    return MEASURES[name]
