"""Targets that bear equal vectors: each vector is searched once, however many bear it."""

from collections.abc import Iterator
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from clippings.linkage.candidates import ranking
from clippings.linkage.candidates.pooling import Matrix, Pooled
from clippings.linkage.candidates.ranking import Pairs, Side
from clippings.sides import UNRESTRICTED, Codes

AT_ONCE = 2**14  # Vectors, or pairs of them, in memory beside their matrix.
Numbers = NDArray[np.int64]


def distinct(vectors: Matrix | Pooled, rows: Numbers) -> tuple[Matrix, Numbers]:
    """Return the distinct vectors (u, d) of some rows, and the number (m,) of that of each, -1 of zero."""
    matrix = np.empty((len(rows), vectors.shape[1]), np.float32)
    numbers, known = np.full(len(rows), -1, np.int64), dict[bytes, int]()
    for places in in_chunks(np.arange(len(rows))):
        part = np.ascontiguousarray(vectors[rows[places]])
        present = part.any(axis=1)
        part, places = part[present], places[present]
        digests = (blake2b(vector, digest_size=16).digest() for vector in part)
        numbers[places] = [known.setdefault(digest, len(known)) for digest in digests]
        matrix[numbers[places]] = part
    return matrix[: len(known)], numbers


def in_chunks(rows: Numbers) -> Iterator[Numbers]:
    """Split rows into runs of AT_ONCE."""
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


class Bearers:
    """The targets of one block, by the number of their vector (m,)."""

    def __init__(self, numbers: Numbers, targets: Side) -> None:
        self.targets = targets
        # By vector, then id: of equal ones those come first that rank first.
        self._order = np.lexsort((targets.places, numbers))
        ordered = numbers[self._order]
        self._starts = np.searchsorted(ordered, np.arange(ordered.max(initial=-1) + 1))
        self._sizes = np.bincount(ordered, minlength=len(self._starts))
        self._first = targets.codes[self._order[self._starts]]
        self._numbers = numbers
        self._coded = Tally(numbers, targets.codes)

    @cached_property
    def _labelled(self) -> list[tuple["Tally", "Tally"]]:
        numbers, targets = self._numbers, self.targets
        return [
            (Tally(numbers, labels), Tally(numbers, labels, targets.codes))
            for labels in (targets.groups, targets.entities)
        ]

    def allowed(self, vectors: Numbers, codes: Codes) -> Numbers:
        """Count the bearers of vectors (n, …) that queries of some codes (n, …) may be compared with.

        The vector -1 has none.
        """
        sizes = self._sizes[vectors]
        excluded = np.where(self._first[vectors] == codes, 1, 0)
        several = (sizes > 1) & (codes != UNRESTRICTED)
        excluded[several] = self._coded.count(
            vectors[several], np.broadcast_to(codes, several.shape)[several]
        )
        return np.where(vectors >= 0, sizes - excluded, 0)

    def spread(self, pairs: Pairs, queries: Side, *, k: int) -> tuple[Pairs, list[Numbers]]:
        """Turn pairs of query and vector into those of query and target; count what ties with the first.

        The pairs are ordered by query. Of each vector the bearers come that may be among the k best, or among
        the MOST_TIES kept of the ties. The counts (n,) are of all ties, of those of the query's group, and of
        its entity; the latter two of queries with more ties than are kept alone.
        """
        rows, vectors, scores = pairs
        codes, most = queries.codes[rows], max(k, ranking.MOST_TIES)
        count = self.allowed(vectors, codes)
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        best = np.repeat(np.maximum.reduceat(scores, starts), np.diff(starts, append=len(rows)))
        tied = scores == best
        ties = np.bincount(rows[tied], count[tied], minlength=len(queries.ids)).astype(np.int64)
        counts = [ties, *self._count_labels(pairs, queries, of=tied & (ties[rows] > most))]

        listed = np.minimum(np.where(tied, most, k) + self._sizes[vectors] - count, self._sizes[vectors])
        place = np.arange(listed.sum()) - np.repeat(np.cumsum(listed) - listed, listed)
        targets = self._order[np.repeat(self._starts[vectors], listed) + place]
        spread = Pairs(np.repeat(rows, listed), targets, np.repeat(scores, listed))
        kept = queries.codes[spread.rows] != self.targets.codes[targets]
        return Pairs(*(part[kept] for part in spread)), counts

    def _count_labels(self, pairs: Pairs, queries: Side, *, of: NDArray[np.bool_]) -> Iterator[Numbers]:
        rows, vectors, codes = pairs.rows[of], pairs.columns[of], queries.codes[pairs.rows[of]]
        for labels, (known, excluded) in zip((queries.groups, queries.entities), self._labelled, strict=True):
            asked = labels[rows]
            right = known.count(vectors, asked) - excluded.count(vectors, asked, codes)
            yield np.bincount(rows, right, minlength=len(labels)).astype(np.int64)


class Tally:
    """How many rows share all of some numbers (m,); those with a -1 are left out."""

    def __init__(self, *columns: Numbers) -> None:
        known = np.logical_and.reduce([column >= 0 for column in columns])
        keys, self._steps = columns[0][known], list[tuple[int, Numbers]]()
        for column in columns[1:]:
            width = int(column.max(initial=0)) + 1
            joined, keys, counts = np.unique(
                keys * width + column[known], return_inverse=True, return_counts=True
            )
            # The last is found where nothing is.
            self._steps.append((width, np.append(joined, np.iinfo(np.int64).max)))
            self._counts = np.append(counts, 0)

    def count(self, *asked: Numbers) -> Numbers:
        """Count the rows that share each of the numbers asked (p,); none has -1."""
        keys = asked[0]
        for (width, joined), column in zip(self._steps, asked[1:], strict=True):
            possible = (keys >= 0) & (column >= 0) & (column < width)
            wanted = np.where(possible, keys * width + column, -1)
            place = np.searchsorted(joined, wanted)
            keys = np.where(joined[place] == wanted, place, -1)
        return np.where(keys >= 0, self._counts[keys], 0)
