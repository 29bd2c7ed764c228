"""The graph of records and their neighbours: its edges, the forest that holds it together, its components."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

Places = NDArray[np.int64]


class Edges(NamedTuple):
    """Pairs of places in a list of records, each pair once, and how similar they are."""

    ones: Places
    others: Places
    scores: NDArray[np.float64]

    def at_least(self, cut: float) -> "Edges":
        """Keep the edges whose score reaches the cut."""
        return self.of(self.scores >= cut)

    def of(self, kept: NDArray[Any]) -> "Edges":
        """Keep the edges that are marked, or those at the given places."""
        return Edges(self.ones[kept], self.others[kept], self.scores[kept])


def read_edges(neighbours: pd.DataFrame, records: pd.Index) -> Edges:
    """Make an edge of each pair of neighbours that are both in `records`, by their places there.

    Neighbours in both directions are one edge; of two scores that rounding has set apart, the higher counts.
    """
    queries, targets = (records.get_indexer(neighbours[side]) for side in ("query", "target"))
    known = (queries >= 0) & (targets >= 0) & (queries != targets)
    pairs = pd.DataFrame({"one": np.minimum(queries, targets), "other": np.maximum(queries, targets)})[known]
    best = neighbours["score"].to_numpy(float)[known]
    best = pairs.assign(score=best).groupby(["one", "other"], as_index=False)["score"].max()
    return Edges(best["one"].to_numpy(np.int64), best["other"].to_numpy(np.int64), best["score"].to_numpy())


def spanning_edges(edges: Edges, count: int) -> Edges:
    """Keep a forest of the highest scores: at every cut the same components (Gower and Ross 1969)."""
    # A zero would be no edge to the solver.
    costs = edges.scores.max(initial=0) + 1 - edges.scores
    graph = coo_array((costs, (edges.ones, edges.others)), shape=(count, count)).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    return edges.of(np.isin(edges.ones * count + edges.others, tree.row.astype(np.int64) * count + tree.col))


def components(edges: Edges, count: int) -> NDArray[np.int64]:
    """Number the connected component of each of `count` records: SLINK's clusters at the lowest score."""
    weights = np.ones(len(edges.scores), np.int8)
    graph = coo_array((weights, (edges.ones, edges.others)), shape=(count, count))
    labels: Places = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels
