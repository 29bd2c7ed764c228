"""From similarity to probability: how sure a link is."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray


def fit_calibration(judged: pd.DataFrame) -> pd.DataFrame:
    """Fit the chance that the first neighbour is acceptable as a rising function of its score.

    Isotonic regression (Zadrozny and Elkan 2002) on queries with `score` and `top1`, 0 where unmatched; gives
    its knots, score and probability. Without a score there are none; where all are right, or none is, the
    one value is kept.
    """
    judged = judged[judged["score"].notna()]
    if judged.empty:
        return pd.DataFrame({"score": [], "probability": []}, dtype=float)
    # Imported here: it takes a second, and most who read this module only look probabilities up.
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(judged["score"], judged["top1"])
    return pd.DataFrame({"score": fitted.X_thresholds_, "probability": fitted.y_thresholds_})


def probability_of(scores: ArrayLike, knots: pd.DataFrame) -> NDArray[np.float64]:
    """Interpolate the probability of each score (n,) between knots, level outside; NaN without knots.

    An empty score, a query without a neighbour, has probability 0.
    """
    scores = np.asarray(scores, float)
    if knots.empty:
        return np.full(len(scores), np.nan)
    found = np.interp(scores, knots["score"], knots["probability"])
    return np.where(np.isnan(scores), 0.0, found)
