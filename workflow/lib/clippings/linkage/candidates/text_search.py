"""Every query's text against every target's: distinct texts are compared once, and ranked as records."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from clippings import running
from clippings.linkage.candidates.blocking import Block, compare_in_blocks
from clippings.linkage.candidates.ranking import Pairs, Side, join_pairs, rank, sides_of
from clippings.sides import UNRESTRICTED

ROWS_PER_BLOCK = 32
PAIRS_AT_ONCE = 2**22  # Held at once of records that bear the texts compared: some 50 bytes each.


class Search(Protocol):
    """Distinct query and target texts, ready to be compared block by block."""

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of some query rows, counted from 0, and all ties with the first."""

    def of_pairs(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the similarity (pairs,) of query rows and target columns; pairs of a row stand together."""


Maker = Callable[[Sequence[str], Sequence[str]], Search]


def compare_texts(
    records: pd.DataFrame, texts: pd.Series, *, search: Maker, k: int, threads: int
) -> pd.DataFrame:
    """Find for each query the k targets of the most similar `texts`, by record, and ties with the first.

    An empty text matches nothing: it is neither a neighbour nor has one.
    """
    named, sides = texts.to_numpy(dtype=object), sides_of(records)
    order = np.argsort(sides[0].ids, kind="stable")

    def compare_block(block: Block) -> pd.DataFrame:
        chosen = (order[np.isin(order, rows) & (named[order] != "")] for rows in block)
        queries, targets = (
            _Bearers(side.take(rows), named[rows]) for side, rows in zip(sides, chosen, strict=True)
        )
        return _compare_block(queries, targets, search, k=k, threads=threads)

    return compare_in_blocks(records, compare_block)


class _Bearers:
    """Records (n,), ordered by id, and their distinct texts, in the order of the first that bears each.

    So ties between texts fall by record id in the end.
    """

    def __init__(self, records: Side, texts: NDArray[np.object_]) -> None:
        self.records = records
        self.text_of, distinct = pd.factorize(texts)
        self.texts = distinct.tolist()

    def spread(self) -> csr_array:
        """Return the matrix of texts and the records that bear them, 1 where one does."""
        places = (self.text_of, np.arange(len(self.text_of)))
        return csr_array((np.ones(len(self.text_of)), places), shape=(len(self.texts), len(self.text_of)))


def _compare_block(
    queries: _Bearers, targets: _Bearers, search: Maker, *, k: int, threads: int
) -> pd.DataFrame:
    searched, spread = search(queries.texts, targets.texts), targets.spread()
    excluded = _most_excluded(queries.records, targets.records)
    by_text = np.argsort(queries.text_of, kind="stable")
    bounds = np.searchsorted(queries.text_of[by_text], np.arange(len(queries.texts) + 1))

    def compare(start: int) -> pd.DataFrame:
        """Search deeper for some query texts until exclusion has cut no tie short."""
        stop = min(start + ROWS_PER_BLOCK, len(queries.texts))
        own, depth = by_text[bounds[start] : bounds[stop]], k + excluded
        while True:
            pairs = searched.best(slice(start, start + ROWS_PER_BLOCK), depth)
            shape = (stop - start, len(targets.texts))
            found = csr_array((pairs.scores, (pairs.rows, pairs.columns)), shape=shape)
            ends = _ends(found) if excluded and depth < len(targets.texts) else None
            parts = []
            for some in _portions(own, found, spread):
                rows = queries.text_of[some] - start
                allowed = _allowed(found[rows] @ spread, queries.records.take(some), targets.records)
                if ends and _cut_short(allowed, *(end[rows] for end in ends), depth=depth):
                    break
                parts.append(rank(allowed, queries.records.take(some), targets.records, k=k))
            else:
                return pd.concat(parts, ignore_index=True)
            depth *= 4

    starts = range(0, len(queries.texts) if targets.texts else 0, ROWS_PER_BLOCK)
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        parts = [*running.progress(pool.map(compare, starts), what="blocks of queries", total=len(starts))]
    nothing = rank(join_pairs([]), queries.records, targets.records, k=k)
    return pd.concat([nothing, *parts], ignore_index=True)


def _portions(own: NDArray[np.int64], found: csr_array, spread: csr_array) -> Iterator[NDArray[np.int64]]:
    """Cut query records into portions with at most PAIRS_AT_ONCE pairs, unless a record alone has more."""
    most = ((found > 0).astype(int) @ spread.sum(axis=1)).max(initial=1)
    size = max(int(PAIRS_AT_ONCE // most), 1)
    return (own[start : start + size] for start in range(0, len(own), size))


def _allowed(spread: csr_array, queries: Side, targets: Side) -> Pairs:
    """Return the pairs of records whose codes differ."""
    pairs = spread.tocoo()
    kept = queries.codes[pairs.row] != targets.codes[pairs.col]
    return Pairs(pairs.row[kept].astype(np.int64), pairs.col[kept].astype(np.int64), pairs.data[kept])


def _most_excluded(queries: Side, targets: Side) -> int:
    """Count the excluded targets of the query that has most of them."""
    codes = queries.codes[queries.codes != UNRESTRICTED]
    shared = targets.codes[np.isin(targets.codes, codes)]
    return int(np.unique(shared, return_counts=True)[1].max(initial=0))


def _ends(found: csr_array) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the least score of each row of `found`, and how many scores it has."""
    counts = np.diff(found.indptr)
    lowest = np.full(len(counts), np.inf)
    np.minimum.at(lowest, np.repeat(np.arange(len(counts)), counts), found.data)
    return lowest, counts


def _cut_short(allowed: Pairs, lowest: NDArray[np.float64], counts: NDArray[np.int64], *, depth: int) -> bool:
    """Say whether some query may have more ties with its first allowed target than were searched for."""
    first = np.full(len(lowest), -np.inf)
    np.maximum.at(first, allowed.rows, allowed.scores)
    return bool(((first > -np.inf) & (first <= lowest) & (counts >= depth)).any())
