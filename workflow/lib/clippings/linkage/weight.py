"""The weight of the image in a pooled vector."""

from collections.abc import Sequence

import pandas as pd

from clippings import running
from clippings.linkage.objectives import Objective, link_objective
from clippings.linkage.pooling import Matrix, pool
from clippings.linkage.search import search_neighbours
from clippings.sides import needed, restrict_to_queries

EVEN = 0.5


def tune_weight(
    records: pd.DataFrame,
    visual: Matrix,
    *,
    language: Matrix,
    weights: Sequence[float],
    threads: int = 1,
    objective: Objective | None = None,
) -> dict[str, object]:
    """Choose the weight that scores best on validation (paper, section 3), by `objective`, or that of links.

    Equal scores leave the choice to the finer one, then, as with nothing to validate on, to the weight
    nearest to 0.5, then to the smaller. Returns the weight, its scores and the whole curve.
    """
    objective = objective or link_objective({})
    kept, chosen = needed(records, ["val"]), restrict_to_queries(records, ["val"])
    visual, language = visual[kept], language[kept]
    curve, count = [], 0
    for weight in running.progress(weights, what="image weights"):
        pooled = pool(visual, language, weight=weight)
        score, tie_breaker, count = objective.score(
            search_neighbours(chosen, pooled, k=objective.k, threads=threads), chosen
        )
        curve.append(
            {"weight": weight, objective.name: round(score, 6), "tie_breaker": round(tie_breaker, 6)}
        )
    best = min(
        curve,
        key=lambda at: (-at[objective.name], -at["tie_breaker"], abs(at["weight"] - EVEN), at["weight"]),
    )
    return {**best, objective.counted: count, "curve": curve}
