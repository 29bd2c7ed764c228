"""The similarity from which two records are joined: every cut is tried on validation."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import DisjointSet

from clippings.linkage.decision.graph import Edges, Places, read_edges, spanning_edges
from clippings.linkage.decision.thresholds import STEP, TOLERANCE
from clippings.pair_counts import PairCounts, adjusted_rand, in_pairs
from clippings.sides import Flags, exclusions, is_query
from clippings.truth import group_of

EVEN = 0.0  # Log-odds of a pair that is as likely one entity as not.


class Cut(NamedTuple):
    """A cut, its adjusted Rand index on validation, and how many records that is; no index without them."""

    cut: float
    ari: float | None
    records: int


class Validation(NamedTuple):
    """The validation records and the edges among them."""

    records: pd.DataFrame
    edges: Edges


def read_validation(neighbours: pd.DataFrame, records: pd.DataFrame) -> Validation:
    """Select the validation records, and the edges that neighbours, by ids, make among them."""
    kept = records[_validates(records)]
    return Validation(kept, read_edges(neighbours, pd.Index(kept["record"])))


def select_validation(edges: Edges, records: pd.DataFrame) -> Validation:
    """Select the validation records (n,), and of the edges among all records those among them."""
    kept = _validates(records)
    return Validation(records[kept], edges.among(kept))


def tune_cut(validation: Validation, *, default: float) -> Cut:
    """Choose the cut with the best adjusted Rand index of the validation records, by edges among them.

    Without an edge among them it is `default`.
    """
    records, edges = validation
    if not len(edges.scores):
        return Cut(default, None, len(records))
    cut, ari = best_cut(spanning_edges(edges, len(records)), pd.factorize(group_of(records))[0])
    return Cut(cut, ari, len(records))


def edge_precision(validation: Validation) -> float:
    """Return the average precision of validation pairs, the most similar first; 0 if no edge is right.

    A pair of one entity on two pages that has no edge is never retrieved: it counts with a precision of 0.
    """
    records, edges = validation
    entities = group_of(records)
    # Imported here: it takes a second, and only clusters need it.
    from sklearn.metrics import average_precision_score

    right = entities.to_numpy()[edges.ones] == entities.to_numpy()[edges.others]
    if not right.any():
        return 0.0
    codes = pd.DataFrame({"entity": entities.to_numpy(), "page": exclusions(records)[1]})
    by_entity, by_page = (codes.groupby(keys).size() for keys in (["entity"], ["entity", "page"]))
    pairs = in_pairs(by_entity).sum() - in_pairs(by_page).sum()
    return float(average_precision_score(right, edges.scores) * right.sum() / pairs)


def best_cut(forest: Edges, entities: Places) -> tuple[float, float]:
    """Try every cut of a forest over records (n,) of known entities; return the best and its index.

    Of equally good cuts in a row the cut lies midway, as far from the last good join as from the first bad
    one; of several such rows the highest wins, which joins least.
    """
    tried = list(sweep(forest, entities))
    scores, indices = (np.array(part) for part in zip(*tried, strict=True))
    good = indices > indices.max() - TOLERANCE
    first = int(np.argmax(good))
    worse = np.flatnonzero(~good[first:])
    lower = scores[first + worse[0]] if len(worse) else scores[-1]
    return float(scores[first] + lower) / 2, float(indices[first])


def sweep(forest: Edges, entities: Places) -> Iterator[tuple[float, float]]:
    """Join records (n,) along the edges by falling score; yield each score and the adjusted Rand index there.

    Begins above the highest score, where nothing is joined. Counts are carried on from one join to the next,
    the smaller cluster into the larger: O(n log n) in all.
    """
    clusters = DisjointSet(range(len(entities)))
    held = [Counter([entity]) for entity in entities.tolist()]
    both = same_cluster = 0
    pairs, same_entity = (
        in_pairs(np.float64(len(entities))),
        in_pairs(np.bincount(entities).astype(float)).sum(),
    )

    def index() -> float:
        counts = PairCounts(*map(np.float64, (both, same_entity, same_cluster, pairs)))
        return float(adjusted_rand(*counts[:3], counts.by_chance))

    ordered = forest.of(np.argsort(-forest.scores, kind="stable"))
    last = np.diff(ordered.scores, append=-np.inf) < 0
    yield (float(ordered.scores[0]) if len(last) else 0.0) + STEP, index()
    for one, other, score, tie_ends in zip(*map(np.ndarray.tolist, (*ordered, last)), strict=True):
        sides = clusters[one], clusters[other]
        same_cluster += clusters.subset_size(one) * clusters.subset_size(other)
        clusters.merge(one, other)
        large, small = sides if clusters[one] == sides[0] else sides[::-1]
        both += sum(number * held[large][entity] for entity, number in held[small].items())
        held[large].update(held[small])
        if tie_ends:
            yield score, index()


def _validates(records: pd.DataFrame) -> Flags:
    return np.asarray(is_query(records) & (records["split"] == "val"))
