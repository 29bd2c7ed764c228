"""Search by the grams that two texts share."""

from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clippings.linkage.ranking import Pairs, at_least, best_of, leaders

# A gram that more than this share of the pairs have in common costs less in a dense product (measured).
FREQUENT = 0.003
Values = NDArray[np.floating]


class GramSearch:
    """Compare by inner products of gram counts and by the size of each text, its product with itself."""

    def __init__(
        self,
        queries: Sequence[str],
        targets: Sequence[str],
        *,
        grams: Callable[[str], Iterable[Hashable]],
        similarity: Callable[[Values, Values, Values], Values],
    ) -> None:
        counts = count_grams(queries, targets, grams)
        self._sizes = tuple(np.asarray((side * side).sum(axis=1), np.float32) for side in counts)
        self._products, self._similarity = Products(*counts), similarity

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of query rows and all ties with the first; rows count from the slice's."""
        products, sizes = self._products.of(rows), self._sizes[0][rows]
        scores = self._similarity(products, sizes[:, None], self._sizes[1])
        least = np.take_along_axis(scores, leaders(scores, k), axis=1).min(axis=1)
        places, columns = at_least(scores, least)
        found = products[places, columns], sizes[places], self._sizes[1][columns]
        exact = self._similarity(*(part.astype(float) for part in found)).astype(float)
        return best_of(Pairs(places, columns, exact), k)


def cosine(products: Values, sizes: Values, others: Values) -> Values:
    """Return the cosine of two multisets' counts."""
    return products / (np.sqrt(sizes) * np.sqrt(others))


def jaccard(shared: Values, sizes: Values, others: Values) -> Values:
    """Return the share of two sets' members that both have (Jaccard 1901)."""
    return shared / (sizes + others - shared)


def edged_bigrams(text: str) -> set[str]:
    """Return the set of character pairs of a text, with a mark before it and one behind."""
    marked = f"\x02{text}\x03"
    return {marked[start : start + 2] for start in range(len(marked) - 1)}


def numbered(grams: Iterable[Hashable]) -> list[Hashable]:
    """Number the occurrences of each gram: what two multisets share is then what two sets share."""
    seen: dict[Hashable, int] = {}
    places: list[Hashable] = []
    for gram in grams:
        seen[gram] = seen.get(gram, 0) + 1
        places.append((gram, seen[gram]))
    return places


def count_grams(
    queries: Sequence[str], targets: Sequence[str], grams: Callable[[str], Iterable[Hashable]]
) -> tuple[csr_array, csr_array]:
    """Count the grams of texts in matrices (n, g) and (m, g) with the same columns."""
    columns: dict[Hashable, int] = {}
    found = []
    for texts in (queries, targets):
        rows = [[columns.setdefault(gram, len(columns)) for gram in grams(text)] for text in texts]
        found.append((np.cumsum([0, *map(len, rows)]), [column for row in rows for column in row]))
    counts = []
    for starts, places in found:
        shape = (len(starts) - 1, len(columns))
        counts.append(csr_array((np.ones(len(places), np.float32), places, starts), shape=shape))
        counts[-1].sum_duplicates()
    return counts[0], counts[1]


class Products:
    """Inner products of the rows of two count matrices; exact, since they are sums of small integers."""

    def __init__(self, queries: csr_array, targets: csr_array) -> None:
        having = [np.bincount(side.indices, minlength=side.shape[1]) for side in (queries, targets)]
        frequent = having[0] * having[1] > FREQUENT * queries.shape[0] * targets.shape[0]
        self._frequent = queries[:, frequent].toarray(), targets[:, frequent].toarray().T
        self._rare = queries[:, ~frequent], targets[:, ~frequent].T.tocsr()

    def of(self, rows: slice) -> NDArray[np.float32]:
        """Return the products of query rows with every target row, (n, m)."""
        products = self._frequent[0][rows] @ self._frequent[1]
        products += (self._rare[0][rows] @ self._rare[1]).toarray()
        return products
