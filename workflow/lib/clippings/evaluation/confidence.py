"""Confidence: do the links that a method is surest of come out right, and as often as it says."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import tables
from clippings.evaluation.bootstrap import interval, resampled_ratios

Numbers = NDArray[np.float64]

BINS = 10
POINTS = 200


def trace_risk(tested: pd.DataFrame) -> pd.DataFrame:
    """Trace the risk-coverage curve of each method and OCR, at most POINTS of it, the last at full coverage.

    `tested` are the outcomes of test queries; several seeds are pooled.
    """
    curves = []
    for (method, ocr), own in tested.groupby(["method", "ocr"], sort=False):
        curve = risks(own)
        kept = np.unique(np.linspace(1, len(curve), min(POINTS, len(curve))).round().astype(int))
        points = {"method": method, "ocr": ocr, "coverage": kept / len(curve), "risk": curve[kept - 1]}
        curves.append(pd.DataFrame(points))
    return pd.concat(curves, ignore_index=True)[tables.RISK_COVERAGE.names]


def measure_reliability(outcomes: pd.DataFrame, *, resamples: int, seed: int) -> pd.DataFrame:
    """Set the mean probability of each bin against how often its first neighbours are acceptable."""
    known = outcomes[outcomes["probability"].notna()]
    if known.empty:
        return pd.DataFrame(columns=tables.RELIABILITY.names)
    by_row = known.groupby(["method", "ocr"], sort=False)
    known = known.assign(row=by_row.ngroup(), bin=by_row["probability"].transform(bins_of).astype(int))
    keys = ["row", "method", "ocr", "bin"]
    bins = known.groupby(keys).agg(n=("top1", "size"), confidence=("probability", "mean"))
    by_entity = known.groupby(["group", *keys])["top1"].agg(["sum", "size"])
    sums, counts = (
        by_entity[part].unstack(keys, fill_value=0.0)[bins.index].to_numpy(float) for part in ("sum", "size")
    )
    accuracy, resampled = resampled_ratios(sums, counts, resamples=resamples, seed=seed)
    low, high = interval(resampled)
    return bins.assign(accuracy=accuracy, low=low, high=high).reset_index()[tables.RELIABILITY.names]


def risks(outcomes: pd.DataFrame) -> Numbers:
    """Return the risk (n,) at coverage i / n: how many of the i surest first neighbours are not acceptable.

    A query is surer by probability, then by score. Where several are equally sure, the risk is its
    expectation over their order. A query without a match, or without a neighbour, is always wrong.
    """
    keys = by_sureness(outcomes)
    groups = (1 - outcomes["top1"]).groupby([keys["probability"], keys["score"]]).agg(["sum", "size"])
    groups = groups.sort_index(ascending=False)
    means = np.repeat((groups["sum"] / groups["size"]).to_numpy(), groups["size"])
    return means.cumsum() / np.arange(1, len(means) + 1)


def by_sureness(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return what queries are sorted by, probability and then score; what is unknown is the least sure."""
    return outcomes[["probability", "score"]].fillna(-np.inf)


def area_under_risk(outcomes: pd.DataFrame) -> float:
    """Return the area under the risk-coverage curve: the mean of `risks` (Geifman et al. 2019, AURC)."""
    return float(risks(outcomes).mean())


def calibration_error(outcomes: pd.DataFrame) -> float:
    """Return the expected calibration error (Naeini et al. 2015) over `bins_of`; NaN without probabilities."""
    if outcomes["probability"].isna().any():
        return float("nan")
    means = outcomes.groupby(bins_of(outcomes["probability"]))[["probability", "top1"]].agg("sum")
    return float((means["probability"] - means["top1"]).abs().sum() / len(outcomes))


def bins_of(probabilities: pd.Series) -> NDArray[np.int64]:
    """Number the bin of each probability (n,): ten of about equal number; equals share a bin."""
    ranks = probabilities.rank(method="average").to_numpy() - 0.5
    places = np.floor(ranks * BINS / len(ranks)).astype(np.int64)
    return np.unique(places, return_inverse=True)[1]
