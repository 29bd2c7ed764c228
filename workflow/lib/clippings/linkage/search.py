"""Exact nearest neighbours by inner product over the whole exemplar index."""

import faiss
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.blocking import Rows, compare_in_blocks
from clippings.linkage.ranking import DECIMALS, rank


def search_neighbours(
    records: pd.DataFrame, vectors: NDArray[np.float32], *, k: int, threads: int = 1
) -> pd.DataFrame:
    """Find for each query the k targets of its block nearest in vectors (n, d), and all ties with the first.

    Row i of `vectors` belongs to row i of `records`; a zero vector has no neighbours and is none.
    """

    def search_block(rows: Rows) -> pd.DataFrame:
        return _search_block(records.iloc[rows], vectors[rows], k=k, threads=threads)

    return compare_in_blocks(records, search_block)


def _search_block(
    records: pd.DataFrame, vectors: NDArray[np.float32], *, k: int, threads: int
) -> pd.DataFrame:
    present = vectors.any(axis=1)
    places = {
        side: np.flatnonzero(present & (records["side"] == side).to_numpy()) for side in ("query", "target")
    }
    queries, targets = places["query"], places["target"]
    rows, columns, scores = search(vectors[queries], vectors[targets], k=k, threads=threads)
    ids = records["record"].to_numpy()
    pairs = pd.DataFrame({"query": ids[queries[rows]], "target": ids[targets[columns]], "score": scores})
    return rank(pairs, k=k)


def search(
    queries: NDArray[np.float32], targets: NDArray[np.float32], *, k: int, threads: int = 1
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Find for each query (n, d) the k best targets (m, d), and all that tie with the first or the k-th.

    Gives rows, columns and scores, in no promised order, and sometimes more than asked.
    """
    faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatIP(targets.shape[1])
    index.add(np.ascontiguousarray(targets))
    waiting, depth = np.arange(len(queries)), min(2 * k, len(targets))
    found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    while len(waiting) and depth:
        raw, columns = index.search(np.ascontiguousarray(queries[waiting]), depth)
        scores = raw.astype(float).round(DECIMALS)
        # Nothing is missing once the deepest score lies below that of rank k.
        done = (scores[:, -1] < scores[:, min(k, depth) - 1]) | (depth == len(targets))
        found.append((np.repeat(waiting[done], depth), columns[done].ravel(), scores[done].ravel()))
        waiting, depth = waiting[~done], min(4 * depth, len(targets))
    rows, columns, scores = (np.concatenate(part) for part in zip(*found, strict=True))
    return rows, columns, scores
