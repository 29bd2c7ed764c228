"""The graph of records and their neighbours: its edges, the forest that holds it together, its components."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial.distance import squareform

from clippings.linkage.neighbours import DECIMALS

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


def average_edges(edges: Edges, count: int, *, loose: float, most: int) -> Edges:
    """Return a forest whose components at each cut from `loose` up are those of average linkage (UPGMA).

    Two clusters join at the mean score of their pairs; records that are not neighbours score 0. Each mean has
    a pair that reaches it, so a cluster lies within a component of the edges at `loose`: only these become
    matrices. Raises ValueError where one holds more than `most` records.
    """
    near = edges.at_least(loose)
    labels = components(near, count)
    sizes = np.bincount(labels, minlength=1)
    if sizes.max() > most:
        raise ValueError(
            f"linkage: average linkage found a component of {sizes.max()} records at the cut {loose},"
            f" expected at most {most} (linkage/cluster/most); raise linkage/cluster/loose or choose the"
            " method components"
        )
    order = np.argsort(labels, kind="stable")
    starts = np.concatenate([[0], sizes.cumsum()])
    # Pairs below the loose cut count in a mean with what they are.
    inside = edges.of(labels[edges.ones] == labels[edges.others])
    by_label = np.argsort(labels[inside.ones], kind="stable")
    ends = np.searchsorted(labels[inside.ones][by_label], np.arange(len(sizes) + 1))
    merged = [
        _merge(inside.of(by_label[ends[label] : ends[label + 1]]), order[starts[label] : starts[label + 1]])
        for label in np.flatnonzero(sizes > 1)
    ]
    nothing = Edges(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return Edges(*map(np.concatenate, zip(nothing, *merged, strict=True))).at_least(loose)


def _merge(edges: Edges, members: Places) -> Edges:
    """Make an edge of each merge of average linkage, between the first record of either side."""
    similar = np.zeros((len(members), len(members)))
    rows, columns = np.searchsorted(members, edges.ones), np.searchsorted(members, edges.others)
    similar[rows, columns] = similar[columns, rows] = edges.scores
    np.fill_diagonal(similar, 1.0)
    merges = linkage(squareform(1 - similar, checks=False), "average")
    first = list(members)
    ones, others = [], []
    for left, right in merges[:, :2].astype(int):
        ones.append(min(first[left], first[right]))
        others.append(max(first[left], first[right]))
        first.append(ones[-1])
    return Edges(np.array(ones), np.array(others), (1 - merges[:, 2]).round(DECIMALS))
