"""The weight of the image in a pooled vector."""

from collections.abc import Sequence

import pandas as pd

from clippings import running
from clippings.linkage.pooling import Matrix, pool
from clippings.linkage.search import search_neighbours
from clippings.linkage.truth import judge

EVEN = 0.5


def tune_weight(
    records: pd.DataFrame,
    visual: Matrix,
    *,
    language: Matrix,
    weights: Sequence[float],
    threads: int = 1,
) -> dict[str, object]:
    """Choose the weight with the best top-1 accuracy of the matched validation queries (paper, section 3).

    Equal accuracies, or no such queries, leave the choice to the weight nearest to 0.5, then to the smaller.
    Gives the weight, its accuracy and the whole curve.
    """
    needed = (records["side"] == "target") | (records["split"] == "val")
    chosen = records[needed.to_numpy()]
    visual, language = visual[needed.to_numpy()], language[needed.to_numpy()]
    curve = []
    for weight in running.progress(weights, what="image weights"):
        pooled = pool(visual, language, weight=weight)
        judged = judge(search_neighbours(chosen, pooled, k=1, threads=threads), chosen)
        tuned_on = judged[judged["matched"] & (judged["split"] == "val")]
        top1 = float(tuned_on["top1"].sum()) / max(len(tuned_on), 1)
        curve.append({"weight": weight, "top1": round(top1, 6)})
    best = min(curve, key=lambda point: (-point["top1"], abs(point["weight"] - EVEN), point["weight"]))
    return {**best, "queries": len(tuned_on), "curve": curve}
