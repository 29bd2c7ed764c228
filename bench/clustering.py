"""Time the clustering of planted vectors, and SciPy's single linkage on the whole matrix of distances."""

from time import perf_counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist
from sklearn.metrics import adjusted_rand_score

from clippings.linkage.candidates.search import search_neighbours
from clippings.linkage.decision.clustering import cluster
from clippings.linkage.decision.cut import select_validation, tune_cut
from clippings.linkage.decision.graph import read_edges

WIDTH, MOST, SPREAD = 256, 7, 0.5  # Reprints of one photograph, and how far they lie about it.
ALONE = 5_000  # Records that the whole matrix is made of.
NEIGHBOURS = 20


def compare_sides(queries: int, targets: int, *, threads: int) -> list[dict[str, object]]:
    """Time `queries` + `targets` records, and ALONE; plain is scaled to as many pairs."""
    count, alone = queries + targets, min(ALONE, queries + targets)
    spent = {number: time_growth(0, number, threads=threads) for number in (count, alone)}
    plain = time_matrix(*made_members(alone)) / alone**2
    return [
        {
            "what": f"clustering: {number:,} records, width {WIDTH}",
            "seconds": seconds,
            "plain": plain * number**2,
        }
        for number, seconds in spent.items()
    ]


def time_growth(queries: int, targets: int, *, threads: int) -> float:
    """Time the clustering of `targets` members, in seconds: neighbours, cut, components."""
    records, vectors = made_members(targets)
    start = perf_counter()
    neighbours = search_neighbours(records, vectors, k=NEIGHBOURS, threads=threads)
    edges = read_edges(neighbours, pd.Index(records["record"]))
    cut = tune_cut(select_validation(edges, records), default=0.5).cut
    clusters = cluster(records, edges, cut=cut)
    spent = perf_counter() - start
    expect_planted(clusters["cluster"], records)
    return spent


def time_matrix(records: pd.DataFrame, vectors: NDArray[np.float32]) -> float:
    """Time single linkage (SLINK) on all pairs, cut half way between the planted similarities, in seconds."""
    start = perf_counter()
    clusters = fcluster(linkage(pdist(vectors, "cosine"), "single"), 0.5, "distance")
    spent = perf_counter() - start
    expect_planted(clusters, records)
    return spent


def expect_planted(clusters: object, records: pd.DataFrame) -> None:
    """Raise ValueError if the clusters are not those that were planted."""
    index = adjusted_rand_score(records["entity"], clusters)
    if index < 0.999:
        raise ValueError(f"bench: adjusted Rand index {index:.4f}, expected that of the planted clusters, 1")


def made_members(count: int) -> tuple[pd.DataFrame, NDArray[np.float32]]:
    """Make `count` members in planted clusters of 1 to MOST, a fifth of the clusters for validation."""
    rng = np.random.default_rng(0)
    entities = np.repeat(np.arange(count), rng.integers(1, MOST + 1, count))[:count]
    centres = rng.standard_normal((entities[-1] + 1, WIDTH), dtype=np.float32)
    vectors = centres[entities] + SPREAD * rng.standard_normal((count, WIDTH), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    records = pd.DataFrame(
        {
            "record": [f"member-{number:06d}" for number in range(count)],
            "side": "member",
            "page": [f"page-{number // 5:06d}" for number in rng.permutation(count)],
            "split": np.where(entities % 5 == 0, "val", "none"),
            "entity": entities.astype(str),
            "homonym": None,
        }
    )
    return records, vectors
