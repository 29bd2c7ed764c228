"""Search by Levenshtein similarity: every pair is bounded, the few that could win are compared."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from clippings.linkage.grams import Products, count_grams, numbered
from clippings.linkage.ranking import Pairs, at_least, best_of, leaders

FIRST_COMPARED = 32  # Texts with the highest bounds, whose k-th best similarity bars most of the others.


class EditSearch:
    """Compare by 1 − edits / length of the longer text (Levenshtein 1966), exactly.

    Edits are at least the longer length less the characters that two texts have in common, in any order.
    """

    def __init__(self, queries: Sequence[str], targets: Sequence[str]) -> None:
        self._texts = np.array(queries, dtype=object), np.array(targets, dtype=object)
        self._lengths = tuple(np.array([len(text) for text in side], np.float32) for side in self._texts)
        self._shared = Products(*count_grams(queries, targets, numbered))

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of query rows and all ties with the first; rows count from the slice's."""
        bounds = self._shared.of(rows)
        bounds /= np.maximum.outer(self._lengths[0][rows], self._lengths[1])
        least = self._reached(rows, leaders(bounds, max(k, FIRST_COMPARED)), k)
        places, columns = at_least(bounds, least)
        return best_of(Pairs(places, columns, self._similarity(places + rows.start, columns)), k)

    def _reached(self, rows: slice, columns: NDArray[np.int64], k: int) -> NDArray[np.float32]:
        """Return the similarity that k of the columns (n, l) reach; the least of all if l is below k."""
        places = np.repeat(np.arange(rows.start, rows.start + len(columns)), columns.shape[1])
        similarity = self._similarity(places, columns.ravel()).reshape(columns.shape)
        place = max(columns.shape[1] - k, 0)
        return np.partition(similarity, place, axis=1)[:, place].astype(np.float32)

    def _similarity(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Compare pairs, whose rows must stand together; one text against several is fastest."""
        if not len(rows):
            return np.zeros(0)
        queries, targets = self._texts
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        edits = [
            process.cdist([queries[row]], texts, scorer=Levenshtein.distance, dtype=np.int32)[0]
            for row, texts in zip(rows[starts], np.split(targets[columns], starts[1:]), strict=True)
        ]
        longer = np.maximum(self._lengths[0][rows], self._lengths[1][columns]).astype(float)
        return (longer - np.concatenate(edits)) / longer
