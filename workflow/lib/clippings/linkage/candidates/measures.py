"""Measures of string similarity, by name; each is 1 for equal texts and lies between 0 and 1."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from clippings.linkage.candidates.counting import (
    Frequencies,
    Lister,
    Texts,
    document_frequencies,
    list_bigrams,
    list_each,
    list_windows,
    list_within_words,
)
from clippings.linkage.candidates.grams import EditSearch, GramSearch, as_sets, cosine, jaccard, weigh_rare
from clippings.linkage.candidates.postings import BY_CHARACTERS, Kind, Maker
from clippings.linkage.candidates.strokes import STROKES, open_strokes
from clippings.linkage.candidates.tokens import TokenSetSearch, TokenSortSearch
from clippings.spelling import tokens, visible

# How far a spelling is folded, each step on top of the one before.
AS_READ, COMPATIBLE, NEW_FORMS = "as read", "compatible", "new forms"
FOLDED, NORMALISED = "folded", "normalised"  # By the steps of `spelling.fold`; then look-alikes.
# The same as words, spaces kept.
WORDS, NORMALISED_WORDS = "words", "normalised words"


@dataclass(frozen=True)
class Measure:
    """How texts are compared, how their spelling is folded first, and whether n is chosen on validation.

    `search` takes the path of KanjiVG's archive and the n of n-grams of words. `weighed` lists the grams that
    are weighed by the number of documents that have them.
    """

    search: Callable[[Path, int], Maker]
    spelling: str
    tuned: bool = False
    weighed: Lister | None = None

    @property
    def kind(self) -> Kind:
        """Return how postings find candidates: by the grams that are weighed, or by characters."""
        return BY_CHARACTERS if self.weighed is None else Kind(self.weighed, 1.0)

    def maker(self, kanjivg: Path, length: int, documents: tuple[Texts, Texts]) -> Maker:
        """Return the search; of the texts of both sides together, `documents`, come the weights of grams."""
        search = self.search(kanjivg, length)
        if self.weighed is None:
            return search
        return partial(search, frequencies=document_frequencies(documents, self.weighed))

    @property
    def learned(self) -> bool:
        """Say whether it learns look-alikes from the training split."""
        return self.spelling in (NORMALISED, NORMALISED_WORDS)

    @property
    def depends_on_fold(self) -> bool:
        """Say whether it learns from the training split or is chosen on validation."""
        return self.tuned or self.learned


def always(maker: Maker) -> Callable[[Path, int], Maker]:
    """Return the search of a measure that needs neither drawings nor the length of n-grams."""
    return lambda kanjivg, length: maker


def compare_strokes(kanjivg: Path, length: int) -> Maker:
    """Compare by the cosine of the counts of runs of four strokes."""
    book = open_strokes(kanjivg)
    return partial(
        GramSearch, grams=lambda texts: list_windows(book.lines(texts), STROKES), similarity=cosine
    )


def compare_bigrams(kanjivg: Path, length: int) -> Maker:
    """Compare by the Jaccard similarity of the sets of character bigrams, edges marked."""
    return partial(GramSearch, grams=list_bigrams, similarity=jaccard, weigh=as_sets)


def compare_words(kanjivg: Path, length: int) -> Maker:
    """Compare by the Jaccard similarity of the sets of n-grams of words."""
    grams = list_each(partial(word_grams, length=length))
    return partial(GramSearch, grams=grams, similarity=jaccard, weigh=as_sets)


class RareGramSearch(GramSearch):
    """Compare by the cosine of TF-IDF of the 2- to 4-grams within words, ends of words counted as spaces.

    Document frequencies are those given, or of queries and targets together, without labels.
    """

    def __init__(self, queries: Texts, targets: Texts, *, frequencies: Frequencies | None = None) -> None:
        known = frequencies or document_frequencies((queries, targets), list_within_words)
        weigh = partial(weigh_rare, frequencies=known)
        super().__init__(queries, targets, grams=list_within_words, similarity=cosine, weigh=weigh)


MEASURES = {
    "levenshtein": Measure(always(EditSearch), AS_READ),
    "levenshtein_nfkc": Measure(always(EditSearch), COMPATIBLE),
    "levenshtein_forms": Measure(always(EditSearch), NEW_FORMS),
    "levenshtein_normalised": Measure(always(EditSearch), NORMALISED),
    "strokes": Measure(compare_strokes, AS_READ),
    "strokes_normalised": Measure(compare_strokes, NORMALISED),
    "jaccard": Measure(compare_bigrams, AS_READ),
    "jaccard_normalised": Measure(compare_bigrams, NORMALISED),
    "jaccard_words": Measure(compare_words, AS_READ, tuned=True),
    "token_sort": Measure(always(TokenSortSearch), AS_READ),
    "token_sort_normalised": Measure(always(TokenSortSearch), NORMALISED_WORDS),
    "token_set": Measure(always(TokenSetSearch), AS_READ),
    "token_set_normalised": Measure(always(TokenSetSearch), NORMALISED_WORDS),
    "tfidf": Measure(always(RareGramSearch), AS_READ, weighed=list_within_words),
    "tfidf_normalised": Measure(always(RareGramSearch), NORMALISED_WORDS, weighed=list_within_words),
}


def word_grams(text: str, length: int) -> set[str]:
    """Return the set of runs of `length` words of a text; one of fewer is one run, one of none has none."""
    read = words(text)
    last = max(len(read) - length, 0)
    return {" ".join(read[start : start + length]) for start in range(last + 1)} if read else set()


def words(text: str) -> list[str]:
    """List the words of a text, lower-cased: runs of letters, their marks and digits, of every script."""
    return tokens(visible(text).lower())
