"""Which candidates become links: each query's first, or an assignment that links a target once at most."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

PER_UNIT = 10**6  # Scores are compared in these steps, to which neighbours are rounded.

Flags = NDArray[np.bool_]


def choose_links(candidates: pd.DataFrame, assignment: str) -> pd.Series:
    """Mark which of the candidates (query_id, target_id, rank, score), all good enough, are links.

    `assignment` names one of ASSIGNMENTS; another is a ValueError. The order of rows does not matter.
    """
    if assignment not in ASSIGNMENTS:
        known = ", ".join(ASSIGNMENTS)
        raise ValueError(f"linkage: assignment {assignment!r} is unknown, expected one of {known}")
    ordered = candidates.sort_values(["score", "query_id", "target_id"], ascending=[False, True, True])
    return pd.Series(ASSIGNMENTS[assignment](ordered), index=ordered.index).reindex(candidates.index)


def choose_first(candidates: pd.DataFrame) -> Flags:
    """Link each query to its first candidate, whoever else is linked to that target."""
    return np.asarray(candidates["rank"] == 1)


def assign_greedily(candidates: pd.DataFrame) -> Flags:
    """Link pairs in the given order, except those whose query or target is linked already."""
    queries, targets = set[str](), set[str]()
    chosen = np.zeros(len(candidates), bool)
    pairs = zip(candidates["query_id"], candidates["target_id"], strict=True)
    for place, (query, target) in enumerate(pairs):
        if query not in queries and target not in targets:
            chosen[place] = True
            queries.add(query)
            targets.add(target)
    return chosen


def assign_optimally(candidates: pd.DataFrame) -> Flags:
    """Link the pairs, each query and target once at most, whose scores have the greatest sum.

    Of equal sums that with the smaller sum of ranks; remaining ties are broken by the solver,
    deterministically by the order of ids (Jonker and Volgenant 1987, on the sparse graph). Scores of 0 or
    less are never linked.
    """
    chosen = np.zeros(len(candidates), bool)
    gains = (candidates["score"] * PER_UNIT).round().to_numpy(np.int64)
    useful = np.flatnonzero(gains > 0)
    if not len(useful):
        return chosen
    edges = candidates.iloc[useful]
    rows, columns = (pd.factorize(edges[side], sort=True)[0] for side in ("query_id", "target_id"))
    ranks = edges["rank"].to_numpy(np.int64)
    # One step of score outweighs all ranks together; no cost is 0, for the solver takes 0 for no edge.
    step = len(np.unique(rows)) * int(ranks.max()) + 1
    costs = (gains.max() - gains[useful]) * step + ranks
    chosen[useful] = _cheapest(rows, columns, costs=costs, alone=int(gains.max()) * step)
    return chosen


def _cheapest(
    rows: NDArray[np.int64], columns: NDArray[np.int64], *, costs: NDArray[np.int64], alone: int
) -> Flags:
    """Mark the edges (e,) of the cheapest matching; to leave a row unmatched costs `alone`."""
    # An unmatched row is matched with a column of its own.
    own, width = np.arange(rows.max() + 1), columns.max() + 1
    places = (np.concatenate([rows, own]), np.concatenate([columns, width + own]))
    weights = np.concatenate([costs, np.full(len(own), alone)]).astype(float)
    graph = csr_array((weights, places), shape=(len(own), width + len(own)))
    _, taken = min_weight_full_bipartite_matching(graph)
    return np.asarray(taken[rows] == columns)


ASSIGNMENTS: dict[str, Callable[[pd.DataFrame], Flags]] = {
    "none": choose_first,
    "greedy": assign_greedily,
    "optimal": assign_optimally,
}
