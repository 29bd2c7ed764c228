"""Grams of texts, listed and counted with numpy: a gram is a number of 64 bits.

Grams of three characters at most have numbers of their own. Longer ones, and words, are hashed: of 10 million
distinct ones, two share a number with a probability of 3 in a million.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

Texts = Sequence[str] | NDArray[np.object_]
Codes = NDArray[np.uint64]
Places = NDArray[np.int64]
TEXTS_AT_ONCE = 2**17  # Listed at once: some 60 grams each, of 50 bytes while they are counted.
# A code point, 21 bits; of the fourth and later ones, an odd factor (2^64 / golden ratio) scatters the sums.
BASE, SCATTER = np.uint64(2**21), np.uint64(0x9E3779B97F4A7C15)
EXACT = 3
SPACE = 0x20
_SPACES = np.array([chr(point).isspace() for point in range(0x3002)])  # None is behind U+3000.


class Grams(NamedTuple):
    """Grams (g,) of texts: the place of the text that has each, and its number."""

    rows: Places
    codes: Codes


Lister = Callable[[Texts], Grams]


class Counts(NamedTuple):
    """How often n queries and m targets have each of g grams, float32 (n, g) and (m, g), and what grams."""

    queries: csr_array
    targets: csr_array
    codes: Codes


class Frequencies(NamedTuple):
    """Of a number of documents, how many have each gram; grams (g,) rise."""

    documents: int
    codes: Codes
    having: Places

    def weights(self, codes: Codes) -> NDArray[np.float64]:
        """Return the inverse document frequency of grams: ln((1 + documents) / (1 + those with it)) + 1.

        It is that of scikit-learn's TfidfTransformer, which refuses documents that are all empty.
        """
        places = np.searchsorted(self.codes, codes)
        if len(codes) and not np.array_equal(self.codes.take(places, mode="clip"), codes):
            raise ValueError("document frequencies: found a gram that no document has, expected all texts")
        return np.asarray(np.log((1 + self.documents) / (1 + self.having[places])) + 1)


def count_grams(queries: Texts, targets: Texts, grams: Lister) -> Counts:
    """Count the grams of texts in matrices with the same columns, whose order depends on no other text."""
    sides = [list(_count_parts(texts, grams)) for texts in (queries, targets)]
    codes = _distinct([own for side in sides for _, own in side])
    return Counts(_join(sides[0], codes), _join(sides[1], codes), codes)


def count_known(texts: Texts, grams: Lister, codes: Codes) -> csr_array:
    """Count those grams of texts that are among `codes`, rising, in a matrix with their columns."""
    return _join(_count_parts(texts, grams), codes)


def count_words(texts: Texts) -> tuple[csr_array, list[str]]:
    """Count the words of texts, which spaces part, in a matrix (n, w), with the words, rising."""
    places: dict[str, int] = {}
    found, starts = array("i"), array("i", [0])
    for text in texts:
        found.extend([places.setdefault(word, len(places)) for word in text.split()])
        starts.append(len(found))
    distinct = sorted(places)
    order = np.empty(len(distinct), np.int32)
    order[[places[word] for word in distinct]] = np.arange(len(distinct), dtype=np.int32)
    columns = order[np.frombuffer(found, np.int32)]
    ones = np.ones(len(columns), np.float32)
    counts = csr_array((ones, columns, np.array(starts)), shape=(len(texts), len(distinct)))
    counts.sum_duplicates()
    return counts, distinct


def document_frequencies(sides: Iterable[Texts], grams: Lister) -> Frequencies:
    """Count in how many of the texts each gram stands; each text of a side is a document."""
    documents, parts = 0, []
    for texts in sides:
        documents += len(texts)
        for counts, own in _count_parts(texts, grams):
            parts.append((own, np.bincount(counts.indices, minlength=len(own))))
    codes = _distinct([own for own, _ in parts])
    having = np.zeros(len(codes), np.int64)
    for own, counted in parts:
        having[np.searchsorted(codes, own)] += counted
    return Frequencies(documents, codes, having)


def _distinct(parts: Sequence[Codes]) -> Codes:
    """Return the distinct grams of parts, rising; sorting takes a tenth of the time of `np.unique`."""
    codes = np.concatenate([np.empty(0, np.uint64), *parts])
    codes.sort()
    return np.asarray(codes[np.diff(codes, prepend=codes[:1] + np.uint64(1)) != 0])


def _count_parts(texts: Texts, grams: Lister) -> Iterable[tuple[csr_array, Codes]]:
    """Count some texts after the other, with the grams, rising, that are the columns."""
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        part = texts[start : start + TEXTS_AT_ONCE]
        if grams is not list_within_words:
            yield _count(part, grams)
            continue
        # Texts share words: to list the grams of each word once takes less time.
        words, distinct = count_words(part)
        counts, codes = _count(distinct, grams)
        counts = words @ counts
        counts.sort_indices()
        yield counts, codes


def _count(texts: Texts, grams: Lister) -> tuple[csr_array, Codes]:
    """Count the grams of texts, all at once, with the grams, rising, that are the columns."""
    listed = grams(texts)
    places, codes = pd.factorize(listed.codes)
    order = np.argsort(codes)
    columns = np.empty(len(codes), np.int32)
    columns[order] = np.arange(len(codes), dtype=np.int32)
    ones, shape = np.ones(len(places), np.float32), (len(texts), len(codes))
    # Sums what a text has several times, in the order of the columns.
    counts = csr_array((ones, (listed.rows.astype(np.int32), columns[places])), shape=shape)
    counts.sum_duplicates()
    return counts, codes[order]


def _join(parts: Iterable[tuple[csr_array, Codes]], codes: Codes) -> csr_array:
    """Return the counts of parts in one matrix, whose columns are `codes`; other grams are left out."""
    joined = [csr_array((0, len(codes)), dtype=np.float32)]
    for counts, own in parts:
        columns = np.searchsorted(codes, own).astype(np.int32)
        known = codes.take(columns, mode="clip") == own if len(codes) else np.zeros(len(own), bool)
        kept = known[counts.indices]
        starts = np.concatenate([[0], np.cumsum(kept)])[counts.indptr].astype(np.int32)
        rows = (counts.data[kept], columns[counts.indices[kept]], starts)
        joined.append(csr_array(rows, shape=(counts.shape[0], len(codes))))
    return vstack(joined, format="csr")


def list_windows(texts: Texts, size: int) -> Grams:
    """List the runs of `size` characters of each text."""
    points, rows = _points(texts)
    within = rows[: len(rows) - size + 1] == rows[size - 1 :] if len(rows) >= size else np.zeros(0, bool)
    return Grams(rows[: len(within)][within], _codes(points, size)[within])


def list_bigrams(texts: Texts) -> Grams:
    """List the character pairs of each text, with a mark before it and one behind."""
    return list_windows([f"\x02{text}\x03" for text in texts], 2)


def list_within_words(texts: Texts) -> Grams:
    """List the 2- to 4-grams within the words of each text, ends of words counted as spaces.

    They are those of scikit-learn's analyser `char_wb`.
    """
    points, rows = _points([f" {text} " for text in texts])
    spaces = (points < len(_SPACES)) & _SPACES[np.minimum(points, len(_SPACES) - 1)]
    points = np.where(spaces, np.uint64(SPACE), points)
    found = []
    for size in (2, 3, 4):
        count = max(len(points) - size + 1, 0)
        within = rows[:count] == rows[size - 1 :]
        if size == 2:
            within &= ~(spaces[:count] & spaces[1:])
        for inner in range(1, size - 1):
            within &= ~spaces[inner : inner + count]
        found.append(Grams(rows[:count][within], _codes(points, size)[within]))
    return Grams(*map(np.concatenate, zip(*found, strict=True)))


def list_numbered(texts: Texts) -> Grams:
    """List the characters of each text, numbered: what two multisets share is then what two sets share."""
    points, rows = _points(texts)
    seen, times = np.unique(rows.astype(np.uint64) * BASE + points, return_counts=True)
    owners, characters = np.divmod(np.repeat(seen, times), BASE)
    numbers = np.arange(len(owners)) - np.repeat(np.cumsum(times) - times, times)
    return Grams(owners.astype(np.int64), numbers.astype(np.uint64) * BASE + characters)


def list_each(grams: Callable[[str], Iterable[str]]) -> Lister:
    """Return what lists the grams that a function returns for each text."""

    def listed(texts: Texts) -> Grams:
        found = [list(grams(text)) for text in texts]
        return Grams(rows_of(found), hash_strings([gram for own in found for gram in own]))

    return listed


def rows_of(lists: Sequence[Sequence[str]] | NDArray[np.object_]) -> Places:
    """Return the place of the list that has each member, of all lists one after the other."""
    return np.repeat(np.arange(len(lists)), np.fromiter(map(len, lists), np.int64, len(lists)))


def hash_strings(strings: Sequence[str]) -> Codes:
    """Return a number of 64 bits for each string, the same in every collection."""
    return np.asarray(pd.util.hash_array(np.array(strings, dtype=object)), np.uint64)


def _points(texts: Texts) -> tuple[Codes, Places]:
    """Return all code points of texts, one after the other, and the place of the text that has each."""
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(joined, np.uint32).astype(np.uint64), rows_of(texts)


def _codes(points: Codes, size: int) -> Codes:
    """Return the number of each run of `size` code points, whatever text it is of."""
    count = max(len(points) - size + 1, 0)
    codes = np.zeros(count, np.uint64)
    for place in range(size):
        codes = codes * (BASE if place < EXACT else SCATTER) + points[place : place + count] + np.uint64(1)
    return codes
