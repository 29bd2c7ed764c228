"""Exact nearest neighbours by inner product over the whole exemplar index."""

from collections.abc import Iterator

import faiss
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.candidates.blocking import Block, compare_in_blocks
from clippings.linkage.candidates.ranking import Pairs, join_pairs, rank, sides_of
from clippings.linkage.neighbours import DECIMALS
from clippings.sides import MEMBER, Codes

# FAISS multiplies 4,096 queries at a time: whole blocks of these give the same sums.
QUERIES_PER_BLOCK = 4 * 4096
SCORES_AT_ONCE = 2**23  # Held at once: some 30 bytes each.


def search_neighbours(
    records: pd.DataFrame, vectors: NDArray[np.float32], *, k: int, threads: int = 1
) -> pd.DataFrame:
    """Find for each query the k targets of its block nearest in vectors (n, d), and ties with the first.

    Row i of `vectors` belongs to row i of `records`; a zero vector has no neighbours and is none. Pairs that
    `exclusions` names are left out.
    """
    faiss.omp_set_num_threads(threads)
    present, sides = np.asarray(vectors.any(axis=1)), sides_of(records)
    size = QUERIES_PER_BLOCK if (records["side"] == MEMBER).any() else max(len(records), 1)

    def search_block(block: Block) -> pd.DataFrame:
        queries, targets = (side[present[side]] for side in block)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors[targets]))
        asked = sides[1].take(targets)
        parts = [rank(join_pairs([]), sides[0], asked, k=k)]  # So that there is a table without any pair.
        for start in range(0, len(queries), size):
            own = queries[start : start + size]
            asking = sides[0].take(own)
            found = search(index, vectors[own], k=k, codes=(asking.codes, asked.codes))
            parts += [rank(pairs, asking, asked, k=k) for pairs in found]
        return pd.concat(parts, ignore_index=True)

    return compare_in_blocks(records, search_block)


def search(
    index: faiss.IndexFlatIP,
    queries: NDArray[np.float32],
    *,
    k: int,
    codes: tuple[Codes, Codes],
) -> Iterator[Pairs]:
    """Find for each query (n, d) the k best targets (m) of the index, and the ties with the first or k-th.

    Pairs of equal `codes` of query (n,) and target (m,) are excluded. The pairs of some queries come at a
    time, in no defined order.
    """
    waiting, depth = np.arange(len(queries)), min(2 * k, index.ntotal)
    while len(waiting) and depth:
        unfinished = []
        for rows in _chunks(waiting, depth):
            raw, columns = index.search(np.ascontiguousarray(queries[rows]), depth)
            scores = raw.astype(float).round(DECIMALS)
            allowed = np.where(codes[0][rows][:, None] == codes[1][columns], -np.inf, scores)
            # Nothing is missing once k of those allowed score above the deepest.
            done = ((allowed > scores[:, -1:]).sum(axis=1) >= k) | (depth == index.ntotal)
            yield _at_least_kth(rows[done], columns[done], allowed[done], k)
            unfinished.append(rows[~done])
        waiting, depth = np.concatenate(unfinished), min(4 * depth, index.ntotal)


def _chunks(rows: NDArray[np.int64], depth: int) -> Iterator[NDArray[np.int64]]:
    size = max(SCORES_AT_ONCE // depth, 1)
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _at_least_kth(
    rows: NDArray[np.int64], columns: NDArray[np.int64], scores: NDArray[np.float64], k: int
) -> Pairs:
    """Keep the scores (n, depth) of each row that reach its k-th best and are not excluded."""
    place = max(scores.shape[1] - k, 0)
    least = np.partition(scores, place, axis=1)[:, place, None]
    kept = (scores >= least) & (scores > -np.inf)
    return Pairs(np.repeat(rows, kept.sum(axis=1)), columns[kept], scores[kept])
