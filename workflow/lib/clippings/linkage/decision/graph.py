"""The graph of records and their neighbours: its edges, the forest that holds it together, its components."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import DisjointSet
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from clippings.sides import Flags

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

    def among(self, records: Flags) -> "Edges":
        """Keep the edges among the records that are marked (n,), by their places among these."""
        within = self.of(records[self.ones] & records[self.others])
        places = np.cumsum(records) - 1
        return Edges(places[within.ones], places[within.others], within.scores)


def read_edges(neighbours: pd.DataFrame, records: pd.Index) -> Edges:
    """Make an edge of each pair of neighbours that are both in `records`, by their places there."""
    queries, targets = (records.get_indexer(neighbours[side]) for side in ("query", "target"))
    return join_places(queries, targets, neighbours["score"].to_numpy(float), count=len(records))


def join_places(
    queries: NDArray[np.integer[Any]],
    targets: NDArray[np.integer[Any]],
    scores: NDArray[np.float64],
    *,
    count: int,
) -> Edges:
    """Make an edge of each pair (n,) of different places among `count` records; -1 is none of them.

    Neighbours in both directions are one edge; of two scores that rounding has set apart, the higher counts.
    """
    known = (queries >= 0) & (targets >= 0) & (queries != targets)
    # One number a pair: 20 million pairs of a million records are sorted in seconds.
    pairs = np.minimum(queries, targets)[known].astype(np.int64) * count
    pairs += np.maximum(queries, targets)[known]
    order = np.argsort(pairs)
    pairs, scores = pairs[order], scores[known][order]
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    best = np.fmax.reduceat(scores, first) if len(first) else scores
    ones, others = np.divmod(pairs[first], max(count, 1))
    return Edges(ones, others, best)


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


def cut_giants(edges: Edges, count: int, *, most: int) -> tuple[Edges, Flags]:
    """Raise the cut within each component of more than `most` records until its parts have at most so many.

    Returns the edges that are left and which of `count` records stand in such a component. An edge is left if
    the records that are joined at its score or above it are at most `most` together: parts are as large as a
    cut can leave them. What the highest score of a component joins stays whole, since no cut divides it.
    """
    labels = components(edges, count)
    giant = np.bincount(labels, minlength=count)[labels] > most
    within = giant[edges.ones]
    if not within.any():
        return edges, giant
    inner = edges.of(within)
    highest = np.full(count, -np.inf)
    np.maximum.at(highest, labels[inner.ones], inner.scores)
    forest = spanning_edges(inner, count)
    small = sizes_when_joined(forest, count) <= most
    best = forest.scores == highest[labels[forest.ones]]
    parts = components(forest.of(small | best), count)
    return edges.of(~within | (parts[edges.ones] == parts[edges.others])), giant


def sizes_when_joined(forest: Edges, count: int) -> Places:
    """Count for each edge (e,) of a forest the records that are joined to its ends at its score or above."""
    order = np.argsort(-forest.scores, kind="stable")
    ordered = forest.of(order)
    last = np.diff(ordered.scores, append=-np.inf) < 0
    joined, sizes, tied = DisjointSet(range(count)), np.empty(len(order), np.int64), []
    for one, other, place, tie_ends in zip(
        *map(np.ndarray.tolist, (ordered.ones, ordered.others, order, last)), strict=True
    ):
        joined.merge(one, other)
        tied.append((place, one))
        if tie_ends:
            for at, end in tied:
                sizes[at] = joined.subset_size(end)
            tied.clear()
    return sizes
