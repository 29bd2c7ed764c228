"""Time the exact search in random vectors, and a bare flat search of FAISS."""

from time import perf_counter

import faiss
import numpy as np
import pandas as pd
from made import random_vectors
from numpy.typing import NDArray

from clippings.linkage.candidates.search import search_neighbours

WIDTH, CANDIDATES = 512, 10


def compare_sides(queries: int, targets: int, *, threads: int) -> list[dict[str, object]]:
    """Time the search, ranking included, beside the bare one on the same random vectors."""
    records, vectors = _made(queries, targets)
    plain = time_faiss(vectors[:queries], vectors[queries:], threads=threads)
    spent = time_search(records, vectors, threads=threads)
    return [{"what": f"search: exact, width {WIDTH}, random vectors", "seconds": spent, "plain": plain}]


def time_growth(queries: int, targets: int, *, threads: int) -> float:
    """Time the search, in seconds."""
    return time_search(*_made(queries, targets), threads=threads)


def time_search(records: pd.DataFrame, vectors: NDArray[np.float32], *, threads: int) -> float:
    """Time the search of the library, in seconds."""
    start = perf_counter()
    search_neighbours(records, vectors, k=CANDIDATES, threads=threads)
    return perf_counter() - start


def time_faiss(queries: NDArray[np.float32], targets: NDArray[np.float32], *, threads: int) -> float:
    """Time a flat index, filled and searched for the same number of candidates, in seconds."""
    faiss.omp_set_num_threads(threads)
    start = perf_counter()
    index = faiss.IndexFlatIP(WIDTH)
    index.add(targets)
    index.search(queries, CANDIDATES)
    return perf_counter() - start


def _made(queries: int, targets: int) -> tuple[pd.DataFrame, NDArray[np.float32]]:
    sides = ["query"] * queries + ["target"] * targets
    ids = [f"{side}-{place:06d}" for place, side in enumerate(sides)]
    return pd.DataFrame({"record": ids, "side": sides}), random_vectors(len(sides), WIDTH)
