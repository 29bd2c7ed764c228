"""What searches a matrix of vectors: a flat comparison with all, or an inverted file (Jégou et al. 2011)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from math import log2, sqrt
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from clippings import running
from clippings.linkage.candidates.pooling import Matrix
from clippings.linkage.candidates.ranking import SLACK

RECALL = 0.985  # Of the k nearest, among the sampled queries.
SAMPLED = 512  # Queries that measure it.
SEED, ROUNDS, POINTS_PER_LIST = 0, 10, 40  # Of k-means.
LISTS_PER_PROBE = 8  # At least: every pair of a product of matrices takes about an eighth of the time.
DEEPEST = 1024  # Neighbours at most of one query; a GPU finds 2,048.
Found = tuple[NDArray[np.float32], NDArray[np.int64]]


@dataclass(frozen=True)
class Index:
    """Distinct `vectors` (u, d), and how to find among them those nearest to queries (n, d).

    `find` takes queries and a depth of up to `deepest`, and returns scores and numbers (n, depth), from the
    best down, number -1 where there are fewer. The last digits of its scores depend on what is asked at once.
    """

    vectors: Matrix
    find: Callable[[Matrix, int], Found]
    deepest: int


def flat_index(vectors: Matrix) -> Index:
    """Return the exact search among vectors (u, d)."""

    def find(queries: Matrix, depth: int) -> Found:
        scores, numbers = faiss.knn(queries, vectors, depth, metric=faiss.METRIC_INNER_PRODUCT)
        return scores, numbers

    return Index(vectors, find, len(vectors))


def inverted_file(vectors: Matrix, sample: Matrix, *, k: int) -> Index:
    """Return a search of those lists of vectors (u, d) whose centres are nearest to a query.

    How many lists are probed is doubled until the k nearest of a sample of queries (s, d) are found to
    RECALL. Where that takes many of all lists, the search is exact: a product of matrices is as fast.
    Lists, probes and recall depend on vectors and sample alone.
    """
    flat, (count, width) = flat_index(vectors), vectors.shape
    lists = min(2 ** round(log2(4 * sqrt(count))), count)
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(width), width, lists, faiss.METRIC_INNER_PRODUCT)
    index.cp.seed, index.cp.niter, index.cp.spherical = SEED, ROUNDS, True
    index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 1, POINTS_PER_LIST
    index.train(vectors)
    index.add(vectors)
    nearest, _ = flat.find(sample, min(k + 1, count))
    recall = _measure(index, sample, nearest)
    while recall < RECALL and index.nprobe * 2 * LISTS_PER_PROBE <= lists:
        index.nprobe *= 2
        recall = _measure(index, sample, nearest)
    found = f"{count} vectors in {lists} lists, {index.nprobe} probed: recall@{k} {recall:.4f}"
    running.say(f"{found} of the exact search of {len(sample)} sampled queries")
    if recall < RECALL:
        running.say(f"every vector is compared: expected a recall of {RECALL}")
        return flat
    searched = faiss.index_cpu_to_all_gpus(index) if faiss.get_num_gpus() else index
    return Index(vectors, partial(_search, searched), min(DEEPEST, count))


def _search(index: Any, queries: Matrix, depth: int) -> Found:
    with _one_by_one():
        scores, numbers = index.search(queries, depth)
    return scores, numbers


def _measure(index: Any, sample: Matrix, nearest: NDArray[np.float32]) -> float:
    """Return which share is found of the scores (s, k) nearest to a sample (s, d), its equals aside."""
    scores, _ = _search(index, sample, nearest.shape[1])
    sought, reached = nearest < 1 - SLACK, (scores >= nearest[:, -1:] - SLACK) & (scores < 1 - SLACK)
    return float(reached.sum() / sought.sum()) if sought.any() else 1.0


@contextmanager
def _one_by_one() -> Iterator[None]:
    """Compare each query with the centres by itself: in a product of matrices others change its sums."""
    usual = faiss.cvar.distance_compute_blas_threshold
    faiss.cvar.distance_compute_blas_threshold = np.iinfo(np.int32).max
    try:
        yield
    finally:
        faiss.cvar.distance_compute_blas_threshold = usual
