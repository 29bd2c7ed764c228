"""Search by what two texts share: grams for Jaccard and cosine, characters as a bound of Levenshtein."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from scipy.sparse import csr_array

from clippings.linkage.candidates.counting import (
    Counts,
    Frequencies,
    Lister,
    Places,
    Texts,
    count_grams,
    list_numbered,
)
from clippings.linkage.candidates.ranking import Pairs, at_least, best_of, leaders

FIRST_COMPARED = 32  # Texts with the highest bounds, whose k-th best similarity bars most of the others.
# A gram that more than this share of the pairs have in common costs less in a dense product (measured).
FREQUENT = 0.003
Values = NDArray[np.floating]
PAIRS_AT_ONCE = 2**16  # Multiplied at once: a few grams each.
Weights = tuple[csr_array, csr_array]


class GramSearch:
    """Compare by inner products of gram counts and by the size of each text, its product with itself.

    `weigh` may replace the counts of queries and targets by weights.
    """

    def __init__(
        self,
        queries: Texts,
        targets: Texts,
        *,
        grams: Lister,
        similarity: Callable[[Values, Values, Values], Values],
        weigh: Callable[[Counts], Weights] = lambda counts: counts[:2],
    ) -> None:
        self._weights = weigh(count_grams(queries, targets, grams))
        # A text without any gram has size 1: what it shares with others is 0 all the same.
        sizes = (np.asarray((side * side).sum(axis=1), side.dtype) for side in self._weights)
        self._sizes = tuple(np.maximum(size, 1) for size in sizes)
        self._similarity = similarity

    @cached_property
    def _products(self) -> "Products":
        return Products(*self._weights)

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of query rows and all ties with the first; rows count from the start."""
        products, sizes = self._products.of(rows), self._sizes[0][rows]
        scores = self._similarity(products, sizes[:, None], self._sizes[1])
        least = np.take_along_axis(scores, leaders(scores, k), axis=1).min(axis=1)
        places, columns = at_least(scores, least)
        return best_of(Pairs(places, columns, self.of_pairs(places + rows.start, columns)), k)

    def of_pairs(self, rows: Places, columns: Places) -> NDArray[np.float64]:
        """Return the similarity (pairs,) of query rows and target columns, pair by pair.

        Sums have the order of the grams, whatever else is compared.
        """
        shared = np.concatenate(
            [np.zeros(0)]
            + [
                self._weights[0][rows[part]].multiply(self._weights[1][columns[part]]).sum(axis=1)
                for part in portions(len(rows))
            ]
        )
        sizes = (
            size[places].astype(float) for size, places in zip(self._sizes, (rows, columns), strict=True)
        )
        return np.asarray(self._similarity(shared, *sizes), float)


class EditSearch:
    """Compare by 1 − edits / length of the longer text (Levenshtein 1966), exactly.

    Edits are at least the longer length less the characters that two texts have in common, in any order.
    """

    def __init__(self, queries: Texts, targets: Texts) -> None:
        self._texts = np.array(queries, dtype=object), np.array(targets, dtype=object)
        # A text without any character has length 1: it shares none with others all the same.
        self._lengths = tuple(np.array([len(text) or 1 for text in side], np.float32) for side in self._texts)

    @cached_property
    def _shared(self) -> "Products":
        return Products(*count_grams(*self._texts, list_numbered)[:2])

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of query rows and all ties with the first; rows count from the start."""
        bounds = self._bounds(rows)
        least = self._reached(rows, leaders(bounds, max(k, FIRST_COMPARED)), k)
        places, columns = at_least(bounds, least)
        return best_of(Pairs(places, columns, self.of_pairs(places + rows.start, columns)), k)

    def of_pairs(self, rows: Places, columns: Places) -> NDArray[np.float64]:
        """Return the similarity (pairs,) of query rows and target columns, pair by pair."""
        edits = self._compared(rows, columns, scorer=Levenshtein.distance, dtype=np.int32)
        longer = np.maximum(self._lengths[0][rows], self._lengths[1][columns]).astype(float)
        similarity: NDArray[np.float64] = (longer - edits) / longer
        return similarity

    def _bounds(self, rows: slice) -> Values:
        """Return what the similarity of query rows to every target is at most, (n, m)."""
        bounds = self._shared.of(rows)
        bounds /= np.maximum.outer(self._lengths[0][rows], self._lengths[1])
        return bounds

    def _reached(self, rows: slice, columns: Places, k: int) -> NDArray[np.float32]:
        """Return the similarity that k of the columns (n, l) reach; the least of all if l is below k."""
        places = np.repeat(np.arange(rows.start, rows.start + len(columns)), columns.shape[1])
        similarity = self.of_pairs(places, columns.ravel()).reshape(columns.shape)
        place = max(columns.shape[1] - k, 0)
        return np.partition(similarity, place, axis=1)[:, place].astype(np.float32)

    def _compared(
        self, rows: Places, columns: Places, *, scorer: Callable[..., Any], dtype: type
    ) -> NDArray[Any]:
        queries, targets = self._texts
        compared = [
            process.cpdist(queries[rows[part]], targets[columns[part]], scorer=scorer, dtype=dtype)
            for part in portions(len(rows))
        ]
        return np.concatenate([np.zeros(0, dtype), *compared])


def portions(count: int) -> list[slice]:
    """Cut `count` pairs into slices of PAIRS_AT_ONCE."""
    return [slice(start, start + PAIRS_AT_ONCE) for start in range(0, count, PAIRS_AT_ONCE)]


def cosine(products: Values, sizes: Values, others: Values) -> Values:
    """Return the cosine of two multisets' counts."""
    return np.asarray(products / (np.sqrt(sizes) * np.sqrt(others)))


def jaccard(shared: Values, sizes: Values, others: Values) -> Values:
    """Return the share of two sets' members that both have (Jaccard 1901)."""
    return shared / (sizes + others - shared)


def as_sets(counts: Counts) -> Weights:
    """Count each gram of a text once."""
    for side in counts[:2]:
        side.data[:] = 1
    return counts[:2]


def weigh_rare(counts: Counts, frequencies: Frequencies) -> Weights:
    """Weigh counts by the inverse document frequency of their grams, in float64."""
    weights = frequencies.weights(counts.codes)
    one, other = (
        csr_array((side.data * weights[side.indices], side.indices, side.indptr), shape=side.shape)
        for side in counts[:2]
    )
    return one, other


class Products:
    """Inner products of the rows of two matrices; exact for counts, whose sums are small integers."""

    def __init__(self, queries: csr_array, targets: csr_array) -> None:
        having = [np.bincount(side.indices, minlength=side.shape[1]) for side in (queries, targets)]
        frequent = having[0] * having[1] > FREQUENT * queries.shape[0] * targets.shape[0]
        self._frequent = queries[:, frequent].toarray(), targets[:, frequent].toarray().T
        self._rare = queries[:, ~frequent], targets[:, ~frequent].T.tocsr()

    def of(self, rows: slice) -> Values:
        """Return the products of query rows with every target row, (n, m)."""
        products: Values = self._frequent[0][rows] @ self._frequent[1]
        products += (self._rare[0][rows] @ self._rare[1]).toarray()
        return products
