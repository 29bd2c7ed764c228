"""The weight of the image in a pooled vector."""

from collections.abc import Sequence

import pandas as pd

from clippings import running
from clippings.linkage.aims import Aim, aim_at_links
from clippings.linkage.pooling import Matrix, pool
from clippings.linkage.search import search_neighbours
from clippings.linkage.sides import needed, only_asking

EVEN = 0.5


def tune_weight(
    records: pd.DataFrame,
    visual: Matrix,
    *,
    language: Matrix,
    weights: Sequence[float],
    threads: int = 1,
    aim: Aim | None = None,
) -> dict[str, object]:
    """Choose the weight that scores best on validation (paper, section 3), by `aim`, or that of links.

    Equal scores leave the choice to the finer one, then, as with nothing to validate on, to the weight
    nearest to 0.5, then to the smaller. Gives the weight, its scores and the whole curve.
    """
    aim = aim or aim_at_links({})
    kept, chosen = needed(records, ["val"]), only_asking(records, ["val"])
    visual, language = visual[kept], language[kept]
    curve, among = [], 0
    for weight in running.progress(weights, what="image weights"):
        pooled = pool(visual, language, weight=weight)
        score, finer, among = aim.score(search_neighbours(chosen, pooled, k=aim.k, threads=threads), chosen)
        curve.append({"weight": weight, aim.name: round(score, 6), "finer": round(finer, 6)})
    best = min(curve, key=lambda at: (-at[aim.name], -at["finer"], abs(at["weight"] - EVEN), at["weight"]))
    return {**best, aim.among: among, "curve": curve}
