"""Nearest neighbours by inner product among the exemplar index: exact, or of many by an inverted file."""

from collections.abc import Iterator

import faiss
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.candidates.bearers import Bearers, Numbers, distinct, in_chunks
from clippings.linkage.candidates.blocking import Block, compare_in_blocks, list_blocks
from clippings.linkage.candidates.inverted import SAMPLED, SEED, Index, flat_index, inverted_file
from clippings.linkage.candidates.pooling import Matrix, Pooled
from clippings.linkage.candidates.ranking import SLACK, Pairs, join_pairs, rank, sides_of
from clippings.linkage.neighbours import DECIMALS
from clippings.sides import Codes, Flags, in_portion, is_target

EXACT_UP_TO = 200_000**2  # Pairs of a block.
QUERIES_PER_BLOCK = 4 * 4096
SCORES_AT_ONCE = 2**22  # Held at once: some 60 bytes each.
WHOLE = (1, 1)


def search_neighbours(
    records: pd.DataFrame,
    vectors: Matrix | Pooled,
    *,
    k: int,
    threads: int = 1,
    portion: tuple[int, int] = WHOLE,
) -> pd.DataFrame:
    """Find for each query the k targets of its block nearest in vectors (n, d), and ties with the first.

    Row i of `vectors` belongs to row i of `records`; a zero vector has no neighbours and is none. Pairs that
    `exclusions` names are left out. Queries are those of a portion (`in_portion`), and what they find is the
    same in any; of other queries no vector is read but of those that `rows_to_read` marks.

    A block of more than EXACT_UP_TO pairs, those of all portions, is searched by an inverted file: scores
    are exact, some neighbours may be missing, and ties are counted among equal vectors and those found.
    """
    faiss.omp_set_num_threads(threads)
    own, sides = in_portion(records, portion), sides_of(records)

    def search_block(block: Block) -> pd.DataFrame:
        matrix, numbers = distinct(vectors, block.targets)
        present = numbers >= 0
        targets = sides[1].take(block.targets[present])
        parts = [rank(join_pairs([]), sides[0], targets, k=k)]  # So that there is a table without any pair.
        queries, bearers = block.queries[own[block.queries]], Bearers(numbers[present], targets)
        index = _index(matrix, vectors, block, k=k) if len(queries) else flat_index(matrix)
        for start in range(0, len(queries), QUERIES_PER_BLOCK):
            rows = queries[start : start + QUERIES_PER_BLOCK]
            asking, asked = sides[0].take(rows), np.ascontiguousarray(vectors[rows])
            for found in search(index, asked, k=k, bearers=bearers, codes=asking.codes):
                pairs, ties = bearers.spread(found, asking, k=k)
                parts.append(rank(pairs, asking, targets, k=k, ties=ties))
        return pd.concat(parts, ignore_index=True)

    return compare_in_blocks(records, search_block)


def rows_to_read(records: pd.DataFrame, portion: tuple[int, int]) -> Flags:
    """Mark the records (n,) whose vectors the search of a portion uses."""
    used = is_target(records) | in_portion(records, portion)
    for block in filter(_is_large, list_blocks(records)):
        used[_sample(block)] = True
    return used


def search(index: Index, queries: Matrix, *, k: int, bearers: Bearers, codes: Codes) -> Iterator[Pairs]:
    """Find for each query (n, d) the vectors that its k best bearers have, and all that tie with the first.

    A query has no bearer of its own code (n,), and a zero vector none at all. The pairs of query and vector
    come some queries at a time, those of each query together, and with exact scores.
    """
    waiting, depth = np.flatnonzero(queries.any(axis=1)), min(2 * k, index.deepest)
    while len(waiting) and depth:
        unfinished = []
        for rows in _chunks(waiting, depth):
            # Lists name the same firm often: equal queries are searched once.
            asked, numbers = distinct(queries, rows)
            scores, found = index.find(asked, depth)
            scores, found = scores[numbers], found[numbers]
            allowed = bearers.allowed(found, codes[rows][:, None])
            enough = allowed.cumsum(axis=1) >= k
            kth = scores[np.arange(len(rows)), enough.argmax(axis=1)] - SLACK
            least = np.where(enough[:, -1], kth, -np.inf)
            # Nothing is missing once the deepest scores below all that may be among the k best.
            done = (scores[:, -1] < least) | (found[:, -1] < 0) | (depth == index.deepest)
            kept = (allowed > 0) & (scores >= least[:, None]) & done[:, None]
            places, columns = np.nonzero(kept)
            pairs = rows[places], found[places, columns]
            yield Pairs(*pairs, _score(queries, index.vectors, pairs))
            unfinished.append(rows[~done])
        waiting, depth = np.concatenate(unfinished), min(4 * depth, index.deepest)


def _score(queries: Matrix, vectors: Matrix, pairs: tuple[Numbers, Numbers]) -> NDArray[np.float64]:
    """Return the inner products (p,) of pairs, in double precision: sums of float32 depend on their order."""
    scores = np.empty(len(pairs[0]))
    for own in in_chunks(np.arange(len(scores))):
        ones, others = queries[pairs[0][own]], vectors[pairs[1][own]]
        scores[own] = np.einsum("ij,ij->i", ones, others, dtype=np.float64)
    return scores.round(DECIMALS)


def _index(matrix: Matrix, vectors: Matrix | Pooled, block: Block, *, k: int) -> Index:
    if not _is_large(block) or not len(matrix):
        return flat_index(matrix)
    sample = np.ascontiguousarray(vectors[_sample(block)])
    return inverted_file(matrix, sample[sample.any(axis=1)], k=k)


def _is_large(block: Block) -> bool:
    return len(block.queries) * len(block.targets) > EXACT_UP_TO


def _sample(block: Block) -> Numbers:
    """Sample rows of queries of a block, of whatever portion."""
    count = min(SAMPLED, len(block.queries))
    return np.sort(np.random.default_rng(SEED).choice(block.queries, count, replace=False))


def _chunks(rows: Numbers, depth: int) -> Iterator[Numbers]:
    size = max(SCORES_AT_ONCE // depth, 1)
    return (rows[start : start + size] for start in range(0, len(rows), size))
