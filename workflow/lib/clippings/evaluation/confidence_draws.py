"""Areas under risk and calibration errors of many resamples at once.

A resample holds each query as often as its entity is drawn. Its order is that of all queries, which are
sorted once; what is equally sure stays so.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clippings.evaluation.bootstrap import Numbers, draw
from clippings.evaluation.confidence import BINS, by_sureness

Places = NDArray[np.int64]


class Ties(NamedTuple):
    """How many queries each entity has in each tie, in order, and the sum of their values: (t, e) each."""

    queries: csr_array
    values: csr_array

    def draw(self, times: Numbers) -> tuple[Numbers, Numbers]:
        """Count the queries of each tie and sum their values, (t, b), of entities drawn `times` (e, b)."""
        return self.queries @ times, self.values @ times


def resample_confidence(
    parts: Sequence[pd.DataFrame], entities: pd.Series, *, resamples: int, seed: int
) -> dict[str, Numbers]:
    """Measure `aurc` and `ece` of each row's outcomes in each resample of entities, (b, rows) each.

    The rows hold the outcomes of the same queries, whose entities (q,) are drawn as for the means.
    """
    places, names = pd.factorize(entities, sort=True)
    risks = [by_risk(part, places) for part in parts]
    gaps = [by_probability(part, places) for part in parts]
    areas, errors = [], []
    for drawn in draw(len(names), resamples=resamples, seed=seed):
        times = drawn.T.copy()
        areas.append(np.column_stack([areas_under_risk(row, times) for row in risks]))
        errors.append(np.column_stack([calibration_errors(row, times) for row in gaps]))
    return {"aurc": np.concatenate(areas), "ece": np.concatenate(errors)}


def areas_under_risk(risks: Ties, times: Numbers) -> Numbers:
    """Return the area under the risk-coverage curve of each resample, (b,), of entities drawn `times` (e, b).

    In a tie of rate r that follows W queries with E errors, the risk at W + j is (E + j·r) / (W + j), which
    is r + (E − r·W) / (W + j): a difference of harmonic numbers sums it over the tie.
    """
    sizes, wrong = risks.draw(times)
    reached, found = sizes.cumsum(axis=0), wrong.cumsum(axis=0)
    rates = np.divide(wrong, sizes, out=np.zeros_like(wrong), where=sizes > 0)
    harmonic = np.append(0, np.cumsum(1 / np.arange(1, reached[-1].max() + 1)))
    steps = np.diff(harmonic[reached.astype(np.int64)], axis=0, prepend=0)
    excess = (found - wrong) - rates * (reached - sizes)
    return (found[-1] + (excess * steps).sum(axis=0)) / reached[-1]


def calibration_errors(gaps: Ties | None, times: Numbers) -> Numbers:
    """Return the expected calibration error of each resample, (b,), in its own bins; NaN without gaps."""
    if gaps is None:
        return np.full(times.shape[1], np.nan)
    sizes, summed = gaps.draw(times)
    reached = sizes.cumsum(axis=0)
    bins = ((reached - sizes / 2) * BINS / reached[-1]).astype(np.int64)
    # A tie of which nothing is drawn may lie beyond the last bin, where it adds nothing.
    places = np.minimum(bins, BINS - 1) + BINS * np.arange(times.shape[1])
    counted = np.bincount(places.ravel(), weights=summed.ravel(), minlength=BINS * times.shape[1])
    return np.abs(counted.reshape(-1, BINS)).sum(axis=1) / reached[-1]


def by_risk(outcomes: pd.DataFrame, entities: Places) -> Ties:
    """Sort queries of these entities (q,), the surest first, with their errors."""
    keys = -by_sureness(outcomes).to_numpy()
    errors = 1 - outcomes["top1"].to_numpy()
    ties = _number(keys)
    least, most = (pd.Series(errors).groupby(ties).agg(end).to_numpy() for end in ("min", "max"))
    # Neighbouring ties of one and the same error are one: any order of their queries gives the same curve.
    same = (least[1:] == most[1:]) & (least[:-1] == most[:-1]) & (least[1:] == least[:-1])
    return _tied(np.append(0, (~same).cumsum())[ties], entities, errors)


def by_probability(outcomes: pd.DataFrame, entities: Places) -> Ties | None:
    """Sort queries of these entities (q,) by probability, with what it says too much; None without any."""
    probabilities = outcomes["probability"].to_numpy(float)
    if np.isnan(probabilities).any():
        return None
    return _tied(_number(probabilities[:, None]), entities, probabilities - outcomes["top1"].to_numpy())


def _number(keys: Numbers) -> Places:
    """Number the ties of queries with these keys (q, k), the smallest first."""
    return np.unique(keys, axis=0, return_inverse=True)[1].ravel()


def _tied(ties: Places, entities: Places, values: Numbers) -> Ties:
    """Sum by tie and entity."""
    return Ties(*(csr_array((data, (ties, entities))) for data in (np.ones(len(ties)), values)))
