"""Every query's text against every target's: distinct texts are compared once, and ranked as records."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from clippings import running
from clippings.linkage.candidates import ranking
from clippings.linkage.candidates.blocking import Block, compare_in_blocks
from clippings.linkage.candidates.postings import (
    BY_CHARACTERS,
    Found,
    Kind,
    Maker,
    PostingSearch,
    Search,
    draw_sample,
    find_candidates,
    measure_recall,
)
from clippings.linkage.candidates.ranking import Pairs, Side, join_pairs, rank, sides_of
from clippings.linkage.candidates.text_bearers import Bearers, Hidden
from clippings.sides import UNRESTRICTED, in_portion

# Distinct query texts x target texts of a block; from there on, postings. Sooner where rare grams weigh: of
# 70,000 names postings find .998 of their ten best, but .82 of those by edits, which are alike by chance.
ALL_PAIRS_UP_TO, ALL_WEIGHED_UP_TO = 200_000**2, 4 * 10**9
ROWS_PER_BLOCK, LISTED_PER_BLOCK = 32, 1024  # Query texts at once: against all targets, or candidates alone.
PAIRS_AT_ONCE = 2**22  # Held at once of records that bear the texts compared: some 50 bytes each.
Shared = dict[int, Found]  # By the first query of a block: candidates of all measures with one spelling.


def compare_texts(
    records: pd.DataFrame,
    texts: pd.Series,
    *,
    search: Maker,
    k: int,
    threads: int,
    portion: tuple[int, int] = (1, 1),
    kind: Kind = BY_CHARACTERS,
    shared: Shared | None = None,
) -> pd.DataFrame:
    """Find for each query the k targets of the most similar `texts`, by record, and ties with the first.

    An empty text matches nothing: it is neither a neighbour nor has one. Only queries of the `portion` are
    searched for. With more pairs than ALL_PAIRS_UP_TO or ALL_WEIGHED_UP_TO, all portions together, a query is
    compared with candidates that postings of a `kind` give, which are put in `shared`, or taken from there.
    """
    named, sides, asked = texts.to_numpy(dtype=object), sides_of(records), in_portion(records, portion)
    place_of, shared = sides[0].places, {} if shared is None else shared

    def compare_block(block: Block) -> pd.DataFrame:
        every, among = (rows[np.argsort(place_of[rows])] for rows in block)
        every, among = (rows[named[rows] != ""] for rows in (every, among))
        own = every[asked[every]]
        queries, targets = (
            Bearers(sides[0].take(own), named[own]),
            Bearers(sides[1].take(among), named[among]),
        )
        excluded = _most_excluded(sides[0].take(every), targets.records)
        searched, depth, rows = search(queries.texts, targets.texts), k + excluded, ROWS_PER_BLOCK
        distinct = pd.unique(named[every])
        most = ALL_PAIRS_UP_TO if kind == BY_CHARACTERS else ALL_WEIGHED_UP_TO
        if len(distinct) * len(targets.texts) > most:
            depth, rows = k + min(excluded, k), LISTED_PER_BLOCK
            if every[0] not in shared:
                # Recall is measured once, by the first portion.
                sample = draw_sample(distinct.tolist()) if portion[0] == 1 else []
                shared[every[0]] = find_candidates(
                    queries.texts, targets.texts, sample=sample, kind=kind, k=depth, threads=threads
                )
            found = shared[every[0]]
            if found.sample:
                share = measure_recall(search, found.sample, targets.texts, found.of_sample, k=k)
                running.say(f"recall@{k} of candidates, {len(found.sample)} queries sampled: {share:.3f}")
            searched = PostingSearch(searched, found.candidates)
        hidden = targets.hide(max(k, ranking.MOST_TIES) + excluded + 1)
        compared = _Compared(queries, targets, searched, hidden, k, depth, excluded)
        return _compare_block(compared, rows_at_once=rows, threads=threads)

    return compare_in_blocks(records, compare_block)


@dataclass(frozen=True)
class _Compared:
    """The queries and targets of a block, with the search that compares their texts `depth` deep.

    `excluded` is what exclusion takes from a query at most.
    """

    queries: Bearers
    targets: Bearers
    search: Search
    hidden: Hidden
    k: int
    depth: int
    excluded: int

    def rank(self, start: int, stop: int, own: NDArray[np.int64]) -> pd.DataFrame:
        """Rank the targets of query texts, which records `own` bear, until exclusion has cut no tie short."""
        depth, deepest = self.depth, len(self.targets.texts)
        while True:
            pairs = self.search.best(slice(start, stop), depth)
            found = csr_array((pairs.scores, (pairs.rows, pairs.columns)), shape=(stop - start, deepest))
            # Candidates of postings are all compared as it is.
            searched = isinstance(self.search, PostingSearch) or depth >= deepest
            ends = None if searched or not self.excluded else _ends(found)
            parts = []
            for some in _portions(own, found, self.hidden.spread):
                rows, queries = self.queries.text_of[some] - start, self.queries.records.take(some)
                allowed = _allowed(found[rows] @ self.hidden.spread, queries, self.targets.records)
                if ends and _cut_short(allowed, *(end[rows] for end in ends), depth=depth):
                    break
                ranked = rank(allowed, queries, self.targets.records, k=self.k)
                parts.append(self.hidden.add_ties(ranked, found[rows], queries))
            else:
                return pd.concat(parts, ignore_index=True)
            depth *= 4


def _compare_block(compared: _Compared, *, rows_at_once: int, threads: int) -> pd.DataFrame:
    queries, targets = compared.queries, compared.targets
    by_text = np.argsort(queries.text_of, kind="stable")
    bounds = np.searchsorted(queries.text_of[by_text], np.arange(len(queries.texts) + 1))

    def compare(start: int) -> pd.DataFrame:
        stop = min(start + rows_at_once, len(queries.texts))
        return compared.rank(start, stop, by_text[bounds[start] : bounds[stop]])

    starts = range(0, len(queries.texts) if targets.texts else 0, rows_at_once)
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        parts = [*running.progress(pool.map(compare, starts), what="blocks of queries", total=len(starts))]
    nothing = rank(join_pairs([]), queries.records, targets.records, k=compared.k)
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
