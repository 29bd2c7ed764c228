"""The similarity below which a query has no match."""

from typing import Any

import numpy as np
import pandas as pd

STEP = 1e-5  # How far above the highest score the cut lies that refuses everything.
TOLERANCE = 1e-9  # Expected counts that differ less are equal.


def tune_threshold(judged: pd.DataFrame, *, default: float) -> dict[str, Any]:
    """Choose the threshold with the best accuracy over all queries of `judged`, matched and not.

    Without a score among them it is `default`. Returns the threshold, its accuracy and the number of queries.
    """
    if judged["score"].isna().all():
        return {"threshold": default, "accuracy": None, "queries": len(judged)}
    threshold, accuracy = best_threshold(judged)
    return {"threshold": threshold, "accuracy": accuracy, "queries": len(judged)}


def best_threshold(judged: pd.DataFrame) -> tuple[float, float]:
    """Try every cut between the scores of `judged`; give the best, the lowest of equals, and its accuracy.

    A matched query is right if its first neighbour is acceptable and at or above the cut, an unmatched
    one if its first neighbour is below the cut or it has none.
    """
    judged = judged.sort_values("score", ascending=False, na_position="last")
    scores = judged["score"].dropna().to_numpy()
    gains = np.where(judged["matched"], judged["top1"], -1.0)[: len(scores)]
    # Entry i: how many are right when the i highest scores are linked and the rest is refused.
    right = (~judged["matched"]).sum() + np.concatenate([[0.0], gains.cumsum()])
    allowed = np.concatenate([[True], scores[:-1] > scores[1:], [True]])
    best = np.flatnonzero(allowed & (right > right[allowed].max() - TOLERANCE))[-1]
    upper = np.concatenate([[scores[0] + STEP], scores])
    lower = np.concatenate([scores, scores[-1:]])
    return float(upper[best] + lower[best]) / 2, float(right[best]) / len(judged)
