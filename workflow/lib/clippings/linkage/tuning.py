"""What is chosen on validation before a search: the weight of the image, the length of n-grams."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from clippings import running
from clippings.linkage.decision.cut import edge_precision, read_validation, tune_cut
from clippings.truth import judge


@dataclass(frozen=True)
class Objective:
    """A score of the neighbours of validation records, the higher the better.

    `name` is that of the score and `k` how many neighbours it needs. `score` takes neighbours and records;
    it returns the score, a second one that breaks ties, and the number of queries or members scored.
    """

    name: str
    k: int
    score: Callable[[pd.DataFrame, pd.DataFrame], tuple[float, float, int]]


def objective_of(task: str, *, k: int) -> Objective:
    """Return the objective of a task, `link` or `cluster`; clusters are made of `k` neighbours."""
    if task == "link":
        return Objective("top1", 1, top1_accuracy)
    return Objective("precision", k, pair_precision)


def top1_accuracy(neighbours: pd.DataFrame, records: pd.DataFrame) -> tuple[float, float, int]:
    """Return the top-1 accuracy of the matched validation queries, 0 as tie-breaker, and their number."""
    judged = judge(neighbours, records)
    matched = judged[judged["matched"] & (judged["split"] == "val")]
    return float(matched["top1"].sum()) / max(len(matched), 1), 0.0, len(matched)


def pair_precision(neighbours: pd.DataFrame, records: pd.DataFrame) -> tuple[float, float, int]:
    """Return, for the validation records, the average precision of edges, the Rand index and their number.

    The adjusted Rand index at the best of all cuts is a step function of few edges and favours lucky weights;
    the precision of all edges was steadier in cross-validation (docs/method.md).
    """
    validation = read_validation(neighbours, records)
    tuned = tune_cut(validation, default=0.0)
    if tuned.ari is None:
        return 0.0, 0.0, 0
    return edge_precision(validation), tuned.ari, tuned.records


def tune(
    values: Sequence[float],
    search: Callable[[float], pd.DataFrame],
    *,
    records: pd.DataFrame,
    objective: Objective,
    setting: str,
    nearest: float,
) -> tuple[float, pd.DataFrame]:
    """Choose the value whose neighbours, found by `search`, score best among the validation `records`.

    Ties go to the better tie-breaker, then, as without validation, to the value nearest to `nearest`, then to
    the smaller. Returns the value and the table of choices, what names the row aside.
    """
    rows = []
    for value in running.progress(values, what=setting):
        score, tie_breaker, count = objective.score(search(value), records)
        rows.append((float(value), round(score, 6), round(tie_breaker, 6), count))
    best, *_ = min(rows, key=lambda row: (-row[1], -row[2], abs(row[0] - nearest), row[0]))
    tried = pd.DataFrame(rows, columns=["value", "score", "tie_breaker", "n"])
    return best, tried.assign(setting=setting, objective=objective.name, chosen=tried["value"] == best)
