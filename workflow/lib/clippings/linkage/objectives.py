"""What a choice on validation objectives at: the first neighbour of a link, or clusters."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from clippings.linkage.cut import edge_precision, read_validation, tune_cut
from clippings.truth import judge


@dataclass(frozen=True)
class Objective:
    """A score of the neighbours of validation records, the higher the better.

    `name` says what it is, `counted` what it counts, `k` how many neighbours it needs; `score` takes neighbours
    and records and gives the score, a finer one between equals, and over how many they are taken.
    """

    name: str
    counted: str
    k: int
    score: Callable[[pd.DataFrame, pd.DataFrame], tuple[float, float, int]]


def objective_of(task: str, *, clustering: dict[str, Any]) -> Objective:
    """Return the objective of a task, `link` or `cluster`; `clustering` says how clusters are made of neighbours."""
    if task not in OBJECTIVES:
        raise ValueError(f"linkage: task {task!r} is unknown, expected one of {', '.join(OBJECTIVES)}")
    return OBJECTIVES[task](clustering)


def link_objective(clustering: dict[str, Any]) -> Objective:
    """Objective at the first neighbours of validation queries."""
    return Objective("top1", "queries", 1, first_right)


def cluster_objective(clustering: dict[str, Any]) -> Objective:
    """Objective at the clusters of validation records."""
    score = partial(clusters_right, clustering=clustering)
    return Objective("precision", "records", clustering["neighbours"], score)


def first_right(neighbours: pd.DataFrame, records: pd.DataFrame) -> tuple[float, float, int]:
    """Return the top-1 accuracy of the matched validation queries, nothing finer, and how many they are."""
    judged = judge(neighbours, records)
    tuned_on = judged[judged["matched"] & (judged["split"] == "val")]
    return float(tuned_on["top1"].sum()) / max(len(tuned_on), 1), 0.0, len(tuned_on)


def clusters_right(
    neighbours: pd.DataFrame, records: pd.DataFrame, *, clustering: dict[str, Any]
) -> tuple[float, float, int]:
    """Return the average precision of the edges among validation records, their index at the best cut, and
    how many records they are.

    The index at the best of all cuts is a step function of few edges and favours lucky weights; the precision
    of all edges was steadier in cross-validation (docs/method.md).
    """
    validation = read_validation(neighbours, records)
    found = tune_cut(validation, settings=clustering, default=0.0)
    if found.ari is None:
        return 0.0, 0.0, 0
    return edge_precision(validation), found.ari, found.records


OBJECTIVES: dict[str, Callable[[dict[str, Any]], Objective]] = {
    "link": link_objective,
    "cluster": cluster_objective,
}
