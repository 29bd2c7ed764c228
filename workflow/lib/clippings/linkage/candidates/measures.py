"""Measures of string similarity, by name; each is 1 for equal texts and lies between 0 and 1."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from clippings.linkage.candidates.grams import EditSearch, GramSearch, cosine, jaccard, weigh_rare
from clippings.linkage.candidates.strokes import open_strokes
from clippings.linkage.candidates.text_search import Maker
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

    `search` takes the path of KanjiVG's archive and the n of n-grams of words.
    """

    search: Callable[[Path, int], Maker]
    spelling: str
    tuned: bool = False

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
    return partial(GramSearch, grams=open_strokes(kanjivg).grams, similarity=cosine)


def compare_bigrams(kanjivg: Path, length: int) -> Maker:
    """Compare by the Jaccard similarity of the sets of character bigrams, edges marked."""
    return partial(GramSearch, grams=edged_bigrams, similarity=jaccard)


def compare_words(kanjivg: Path, length: int) -> Maker:
    """Compare by the Jaccard similarity of the sets of n-grams of words."""
    return partial(GramSearch, grams=partial(word_grams, length=length), similarity=jaccard)


def compare_rare_grams(kanjivg: Path, length: int) -> Maker:
    """Compare by the cosine of TF-IDF of the 2- to 4-grams within words, ends of words counted as spaces.

    Document frequencies are those of the texts searched, queries and targets together, without labels.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    grams = CountVectorizer(analyzer="char_wb", ngram_range=(2, 4), lowercase=False).build_analyzer()
    return partial(GramSearch, grams=grams, similarity=cosine, weigh=weigh_rare)


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
    "tfidf": Measure(compare_rare_grams, AS_READ),
    "tfidf_normalised": Measure(compare_rare_grams, NORMALISED_WORDS),
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
    return tokens(visible(text).lower())
