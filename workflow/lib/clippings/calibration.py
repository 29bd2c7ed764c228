"""Calibration: are probabilities right as often as they say."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

BINS = 10
Places = NDArray[np.int64]


def calibration_error(outcomes: pd.DataFrame) -> float:
    """Return the expected calibration error (Naeini et al. 2015) over `bins_of`, NaN if none is known."""
    if outcomes["probability"].isna().any():
        return float("nan")
    means = outcomes.groupby(bins_of(outcomes["probability"]))[["probability", "top1"]].agg("sum")
    return float((means["probability"] - means["top1"]).abs().sum() / len(outcomes))


def bins_of(probabilities: pd.Series) -> Places:
    """Number the bin of each probability (n,): ten of about equal size; equal ones share a bin."""
    ranks = probabilities.rank(method="average").to_numpy() - 0.5
    places = np.floor(ranks * BINS / len(ranks)).astype(np.int64)
    return np.unique(places, return_inverse=True)[1]
