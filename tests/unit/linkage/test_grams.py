"""Grams, their counts and inner products, against plain Python."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from clippings.linkage.candidates import counting, grams
from clippings.linkage.candidates.alignment import list_words
from clippings.linkage.candidates.counting import (
    Frequencies,
    count_grams,
    count_known,
    document_frequencies,
    list_bigrams,
    list_numbered,
    list_windows,
    list_within_words,
)
from clippings.linkage.candidates.grams import Products
from clippings.linkage.candidates.postings import list_marked
from clippings.linkage.candidates.strokes import BETWEEN, open_strokes
from clippings.linkage.candidates.tokens import list_token_places

KANJIVG = Path(__file__).parents[3] / "resources/strokes/kanjivg.zip"
TEXTS = st.lists(st.text(alphabet="日本工業", min_size=1, max_size=9), min_size=1, max_size=12)
ANY = st.lists(st.text(max_size=9) | st.text(alphabet="ab \t\u3000\u241f𠮷", max_size=9), max_size=9)
analyse = CountVectorizer(analyzer="char_wb", ngram_range=(2, 4), lowercase=False).build_analyzer()


def marked(text, sizes):
    text = f"\x02{text}\x03"
    return [text[start : start + n] for n in sizes for start in range(len(text) - n + 1)]


def numbered(text):
    return [(character, text[:place].count(character)) for place, character in enumerate(text)]


def token_places(text):
    return [(token, place) for token in text.split() for place in range(len(token) + 1)]


LISTED = {
    list_bigrams: lambda text: marked(text, [2]),
    list_marked: lambda text: marked(text, [2, 3]),
    list_within_words: analyse,
    list_numbered: numbered,
    list_token_places: token_places,
    list_words: str.split,
}


def count_simply(queries, targets, grams):
    """Count grams in a loop with a dictionary: the oracle."""
    columns = {}
    for text in [*queries, *targets]:
        for gram in grams(text):
            columns.setdefault(gram, len(columns))
    sides = []
    for texts in (queries, targets):
        counts = np.zeros((len(texts), len(columns)))
        for row, text in enumerate(texts):
            for gram in grams(text):
                counts[row, columns[gram]] += 1
        sides.append(counts)
    return sides


def by_column(*sides):
    """Return the columns of counts in an order that depends on them alone."""
    return sorted(map(tuple, np.concatenate(sides).T))


@pytest.mark.parametrize("lister", LISTED, ids=lambda lister: getattr(lister, "__name__", "list_words"))
@settings(max_examples=60, deadline=None)
@given(ANY, ANY, st.integers(1, 5))
def test_counts_are_those_of_a_loop_with_a_dictionary(lister, queries, targets, at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "TEXTS_AT_ONCE", at_once)
        counts = count_grams(queries, targets, lister)
        frequencies = document_frequencies((queries, targets), lister)
        again = count_known(queries, lister, counts.codes)
        few = count_known(queries, lister, counts.codes[::2])
    expected = count_simply(queries, targets, LISTED[lister])
    found = [side.toarray() for side in counts[:2]]
    assert by_column(*found) == by_column(*expected)
    assert (np.diff(counts.codes.astype(object)) > 0).all() and np.array_equal(again.toarray(), found[0])
    assert np.array_equal(few.toarray(), found[0][:, ::2])
    assert np.array_equal(frequencies.codes, counts.codes)
    assert np.array_equal(frequencies.having, sum((side > 0).sum(axis=0) for side in found))
    assert frequencies.documents == len(queries) + len(targets)


@pytest.mark.skipif(not KANJIVG.is_file(), reason="needs `snakemake fetch`: KanjiVG's drawings are absent")
def test_runs_of_strokes_are_those_of_the_line_and_a_short_one_is_one_run():
    book, texts = open_strokes(KANJIVG), ["工業", "一", "", "ー日"]

    def runs(text):
        line = BETWEEN + BETWEEN.join(map(book.strokes_of, text)) + BETWEEN
        return [line[start : start + 4] for start in range(max(len(line) - 3, 1))]

    counts = count_grams(texts, texts[:1], lambda texts: list_windows(book.lines(texts), 4))
    expected = count_simply(texts, texts[:1], runs)
    assert by_column(*(side.toarray() for side in counts[:2])) == by_column(*expected)


def test_weights_are_those_of_known_documents_and_others_are_refused():
    known = Frequencies(3, np.array([2, 5], np.uint64), np.array([3, 1]))
    assert known.weights(np.array([5, 2], np.uint64)) == pytest.approx([np.log(4 / 2) + 1, 1])
    with pytest.raises(ValueError, match="a gram that no document has"):
        known.weights(np.array([4], np.uint64))


@settings(max_examples=30)
@given(TEXTS, TEXTS, st.sampled_from([0.0, 0.1, 2.0]))
def test_products_of_counts_are_exact_dense_or_sparse(queries, targets, frequent):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grams, "FREQUENT", frequent)
        products = Products(*count_grams(queries, targets, lambda texts: list_windows(texts, 1))[:2])
    expected = [[sum(n * Counter(b)[c] for c, n in Counter(a).items()) for b in targets] for a in queries]
    assert products.of(slice(0, len(queries))).tolist() == expected


@given(TEXTS, TEXTS)
def test_numbered_grams_share_what_the_multisets_share(queries, targets):
    products = Products(*count_grams(queries, targets, list_numbered)[:2])
    expected = [[(Counter(a) & Counter(b)).total() for b in targets] for a in queries]
    assert products.of(slice(0, len(queries))).tolist() == expected


def test_cosine_and_jaccard_are_one_for_equals():
    sizes = np.array([3.0, 50.0, 7.0])
    assert np.allclose(grams.cosine(sizes, sizes, sizes), 1)
    assert (grams.jaccard(sizes, sizes, sizes) == 1).all()
