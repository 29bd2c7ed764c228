"""Compare the words of two names: each finds its nearest in the other, and rare words count more."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler, Prefix
from scipy.sparse import csr_array

from clippings.linkage.candidates.counting import (
    Frequencies,
    Places,
    Texts,
    count_grams,
    document_frequencies,
    hash_strings,
    list_each,
)
from clippings.linkage.candidates.grams import as_sets, portions, weigh_rare

LEAST = 0.8  # Words less similar by Jaro-Winkler are different words.
ABBREVIATED = 0.95  # Of a word and its beginning, an initial at least.
list_words = list_each(str.split)


class WordAlignment:
    """Compare by the share of its words' weight that a text finds in the other, the lesser of both shares.

    A word is found where it stands in the other text, where it begins a word there or the other way round
    (an initial, an abbreviation), or as far as it resembles one. Weights are inverse document frequencies
    given, or over both sides, as in SoftTFIDF (Cohen, Ravikumar and Fienberg 2003). Texts are words with
    one space between two (`spelling.fold_words`). It is no row of the results table.
    """

    def __init__(self, queries: Texts, targets: Texts, *, frequencies: Frequencies | None = None) -> None:
        counts = count_grams(queries, targets, list_words)
        words = pd.unique(
            np.array([w for side in (queries, targets) for w in " ".join(side).split()], object)
        )
        # In the order of the columns, which is that of their numbers.
        self._words = words[np.argsort(hash_strings(words))]
        self._lengths = np.array([len(word) for word in self._words], np.int64)
        # Only scripts with cases abbreviate by letters.
        self._cased = np.array([word.lower() != word.upper() for word in self._words], bool)
        as_sets(counts)
        self._weights = weigh_rare(
            counts, frequencies or document_frequencies((queries, targets), list_words)
        )

    def of_pairs(self, rows: Places, columns: Places) -> NDArray[np.float64]:
        """Return the similarity (pairs,) of query rows and target columns, pair by pair."""
        parts = [self._compare(rows[part], columns[part]) for part in portions(len(rows))]
        return np.concatenate([np.zeros(0), *parts])

    def _compare(self, rows: Places, columns: Places) -> NDArray[np.float64]:
        sides = self._weights[0][rows], self._weights[1][columns]
        ones, others = _crossings(*sides)
        similar = self._similar(sides[0].indices[ones], sides[1].indices[others])
        shares = []
        for side, places in zip(sides, (ones, others), strict=True):
            best = np.zeros(len(side.data))
            np.maximum.at(best, places, similar)
            text = np.repeat(np.arange(len(rows)), np.diff(side.indptr))
            found, weight = (np.bincount(text, part, len(rows)) for part in (best * side.data, side.data))
            shares.append(found / np.where(weight > 0, weight, 1))
        return np.asarray(np.minimum(*shares))

    def _similar(self, ones: Places, others: Places) -> NDArray[np.float64]:
        """Return how similar pairs of words are; each distinct pair is compared once."""
        count = len(self._words)
        places, codes = pd.factorize(ones.astype(np.int64) * count + others)
        pair = np.divmod(codes, count)
        words = [self._words[part] for part in pair]
        similar = process.cpdist(*words, scorer=JaroWinkler.similarity, dtype=np.float64)
        similar[similar < LEAST] = 0
        common = process.cpdist(*words, scorer=Prefix.similarity, dtype=np.int64)
        begins = np.zeros(len(codes), bool)
        for part in pair:
            begins |= (common == self._lengths[part]) & self._cased[part]
        similar[begins] = np.maximum(similar[begins], ABBREVIATED)
        similar[pair[0] == pair[1]] = 1
        return np.asarray(similar[places])


def _crossings(ones: csr_array, others: csr_array) -> tuple[Places, Places]:
    """Return the places, in the data of two matrices (n, g), of each word of a row with each of the other."""
    counts = np.diff(ones.indptr), np.diff(others.indptr)
    crossed = counts[0] * counts[1]
    rows = np.repeat(np.arange(len(crossed)), crossed)
    places = np.arange(len(rows)) - np.repeat(np.cumsum(crossed) - crossed, crossed)
    first, second = np.divmod(places, counts[1][rows])
    return ones.indptr[rows] + first, others.indptr[rows] + second
