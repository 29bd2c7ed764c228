"""Confidence: are the links that a method is surest of right, and as often as its probabilities say."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clippings import tables
from clippings.calibration import BINS, bins_of
from clippings.evaluation.bootstrap import Numbers, draw, interval, resampled_ratios

POINTS = 200
ROUNDING = 1e-12  # Of a risk.
PRECISION = 0.99  # Of the first neighbours of the surest queries, whose share of all is the coverage.
Places = NDArray[np.int64]
Ties = tuple[csr_array, csr_array]  # Queries of each entity in each tie, in order, and the sum of a value.
Counts = tuple[Numbers, Numbers, Numbers, Numbers, Numbers]  # Of ties in resamples (t, b), as of `_count`.


def trace_risk(tested: pd.DataFrame) -> pd.DataFrame:
    """Trace the risk-coverage curve of each method and OCR at up to POINTS, the last at full coverage.

    `tested` are the outcomes of test queries; several seeds are pooled.
    """
    curves = []
    for (method, ocr), own in tested.groupby(["method", "ocr"], sort=False):
        curve = risks(own)
        kept = np.unique(np.linspace(1, len(curve), min(POINTS, len(curve))).round().astype(int))
        points = {"method": method, "ocr": ocr, "coverage": kept / len(curve), "risk": curve[kept - 1]}
        curves.append(pd.DataFrame(points))
    return pd.concat(curves, ignore_index=True)[tables.RISK_COVERAGE.names]


def measure_reliability(tested: pd.DataFrame, *, resamples: int, seed: int) -> pd.DataFrame:
    """Compare the mean probability of each bin with the share of its first neighbours that are acceptable.

    Seeds are pooled; a row without probabilities is left out.
    """
    known = tested[tested["probability"].notna()]
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
    """Return the risk (n,) at coverage i / n: the share of the i surest first neighbours not acceptable.

    A query is surer by probability, then by score. Where several are equally sure, the risk is its
    expectation over their order. A query without a match, or without a neighbour, is always wrong.
    """
    keys = _sureness(outcomes)
    groups = (1 - outcomes["top1"]).groupby([keys["probability"], keys["score"]]).agg(["sum", "size"])
    groups = groups.sort_index(ascending=False)
    means: Numbers = np.repeat((groups["sum"] / groups["size"]).to_numpy(), groups["size"])
    return means.cumsum() / np.arange(1, len(means) + 1)


def area_under_risk(outcomes: pd.DataFrame) -> float:
    """Return the area under the risk-coverage curve: the mean of `risks` (Geifman et al. 2019, AURC)."""
    return float(risks(outcomes).mean())


def coverage_at_precision(outcomes: pd.DataFrame) -> float:
    """Return the largest share of queries, the surest first, of which PRECISION are acceptable by `risks`."""
    kept = np.flatnonzero(risks(outcomes) <= 1 - PRECISION + ROUNDING)
    return float(kept[-1] + 1) / len(outcomes) if len(kept) else 0.0


def resample_confidence(
    parts: Sequence[pd.DataFrame], entities: pd.Series, *, resamples: int, seed: int
) -> dict[str, Numbers]:
    """Measure `aurc`, `coverage` and `ece` of each row in each resample of entities, (b, rows) each.

    The `parts` hold outcomes of the same queries, of `entities` (q,), for each row. A resample holds each
    query as often as its entity is drawn; queries are sorted once, since equally sure ones stay so.
    """
    places, names = pd.factorize(entities, sort=True)
    ties = [(_ties_of_risk(part, places), _ties_of_probability(part, places)) for part in parts]
    found: dict[str, list[Numbers]] = {"aurc": [], "coverage": [], "ece": []}
    for drawn in draw(len(names), resamples=resamples, seed=seed):
        times = drawn.T.copy()
        counted = (_count(risk, times) for risk, _ in ties)  # One row in memory at a time.
        both = [(areas_under_risk(counts), coverages(counts)) for counts in counted]
        for name, columns in zip(("aurc", "coverage"), zip(*both, strict=True), strict=True):
            found[name].append(np.column_stack(columns))
        found["ece"].append(np.column_stack([calibration_errors(gaps, times) for _, gaps in ties]))
    return {name: np.concatenate(blocks) for name, blocks in found.items()}


def _count(ties: Ties, times: Numbers) -> Counts:
    """Return of each tie queries, errors, their rate, and both sums to its end, entities drawn (e, b)."""
    sizes, wrong = (part @ times for part in ties)
    rates = np.divide(wrong, sizes, out=np.zeros_like(wrong), where=sizes > 0)
    return sizes, wrong, rates, sizes.cumsum(axis=0), wrong.cumsum(axis=0)


def areas_under_risk(counts: Counts) -> Numbers:
    """Return the area under the risk-coverage curve of each resample, (b,).

    In a tie of rate r that follows W queries with E errors, the risk at W + j is (E + j·r) / (W + j), which
    is r + (E − r·W) / (W + j): a difference of harmonic numbers sums it over the tie.
    """
    sizes, wrong, rates, reached, errors = counts
    harmonic = np.append(0, np.cumsum(1 / np.arange(1, reached[-1].max() + 1)))
    steps = np.diff(harmonic[reached.astype(np.int64)], axis=0, prepend=0)
    excess = (errors - wrong) - rates * (reached - sizes)
    areas: Numbers = (errors[-1] + (excess * steps).sum(axis=0)) / reached[-1]
    return areas


def coverages(counts: Counts) -> Numbers:
    """Return the `coverage_at_precision` of each resample, (b,).

    In a tie of rate r that follows W queries with E errors, j more are as precise where j·(r − a) is at most
    a·W − E, with a for 1 − PRECISION: the first ones, or where the rate is below a, if any then all.
    """
    sizes, wrong, rates, reached, errors = counts
    slack = (1 - PRECISION + ROUNDING) * (reached - sizes) - (errors - wrong)
    excess = rates - (1 - PRECISION + ROUNDING)
    first = np.floor(np.divide(slack, excess, out=sizes.copy(), where=excess > 0))
    more = np.clip(first, 0, sizes)
    precise = excess * more <= slack
    return np.asarray(np.where(precise, reached - sizes + more, 0).max(axis=0) / reached[-1])


def calibration_errors(ties: Ties | None, times: Numbers) -> Numbers:
    """Return the expected calibration error of each resample, (b,), in its own bins; NaN without `ties`."""
    if ties is None:
        return np.full(times.shape[1], np.nan)
    sizes, gaps = (part @ times for part in ties)
    reached = sizes.cumsum(axis=0)
    bins = ((reached - sizes / 2) * BINS / reached[-1]).astype(np.int64)
    # A tie of which nothing is drawn may lie beyond the last bin, where it adds nothing.
    places = np.minimum(bins, BINS - 1) + BINS * np.arange(times.shape[1])
    summed = np.bincount(places.ravel(), weights=gaps.ravel(), minlength=BINS * times.shape[1])
    errors: Numbers = np.abs(summed.reshape(-1, BINS)).sum(axis=1) / reached[-1]
    return errors


def _sureness(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return what queries are sorted by, probability and then score; what is unknown is the least sure."""
    return outcomes[["probability", "score"]].fillna(-np.inf)


def _ties_of_risk(outcomes: pd.DataFrame, entities: Places) -> Ties:
    """Tie equally sure queries of these entities (q,), the surest first, with their errors."""
    errors = 1 - outcomes["top1"].to_numpy()
    ties = np.unique(-_sureness(outcomes).to_numpy(), axis=0, return_inverse=True)[1].ravel()
    ends = pd.Series(errors).groupby(ties).agg(["min", "max"]).to_numpy()
    # Neighbouring ties of one and the same error are one: any order of their queries gives the same curve.
    same = (ends[1:] == ends[:-1]).all(axis=1) & (ends[1:, 0] == ends[1:, 1])
    return _sum_ties(np.append(0, (~same).cumsum())[ties], entities, errors)


def _ties_of_probability(outcomes: pd.DataFrame, entities: Places) -> Ties | None:
    """Tie equally probable queries of these entities (q,), with their overconfidence; None without any."""
    probabilities = outcomes["probability"].to_numpy(float)
    if np.isnan(probabilities).any():
        return None
    ties = np.unique(probabilities, return_inverse=True)[1]
    return _sum_ties(ties, entities, probabilities - outcomes["top1"].to_numpy())


def _sum_ties(ties: Places, entities: Places, values: Numbers) -> Ties:
    """Count queries and sum their values by tie and entity, (t, e) each."""
    counts, sums = (csr_array((data, (ties, entities))) for data in (np.ones(len(ties)), values))
    return counts, sums
