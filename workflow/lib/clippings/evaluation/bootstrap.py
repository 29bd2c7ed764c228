"""Bootstrap over entities: how far a mean would move if other firms had been sampled.

Entities printed alike are one here: their queries are judged alike.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

RESAMPLES_PER_BLOCK = 250
COUNTS_PER_BLOCK = 10_000_000  # Fewer resamples at a time from 40,000 entities on: a block is 80 MB.
TAILS = (2.5, 97.5)


def resampled_means(
    outcomes: ArrayLike, entities: pd.Series, *, resamples: int, seed: int
) -> tuple[Numbers, Numbers]:
    """Average each column of outcomes (q, c), once over all queries and once over each resample.

    Returns the means (c,) and (resamples, c). NaN marks a query that does not count in a column. Queries of
    one entity are resampled together, since they are not independent (Field and Welsh 2007).
    """
    by_entity = pd.DataFrame(np.asarray(outcomes, float)).groupby(entities.to_numpy())
    sums, counts = by_entity.sum().to_numpy(), by_entity.count().to_numpy(float)
    return resampled_ratios(sums, counts, resamples=resamples, seed=seed)


def resampled_ratios(sums: Numbers, counts: Numbers, *, resamples: int, seed: int) -> tuple[Numbers, Numbers]:
    """Divide sums by counts, both (e, c), over all entities and over each resample, drawn with replacement.

    Every column sees the same resamples, so that differences between columns are paired. NaN where the count
    is 0.
    """
    both = np.hstack([sums, counts])
    drawn = [times @ both for times in draw(len(both), resamples=resamples, seed=seed)]
    return _ratios(both.sum(axis=0)[None])[0], _ratios(np.concatenate(drawn))


def interval(means: Numbers) -> tuple[Numbers, Numbers]:
    """Return the ends of the 95 % percentile interval of each column of resampled means (b, c).

    NaN where no resample has a mean.
    """
    ends = np.full((2, means.shape[1]), np.nan)
    counted = ~np.isnan(means).all(axis=0)
    if counted.any():
        ends[:, counted] = np.nanpercentile(means[:, counted], TAILS, axis=0)
    low, high = ends
    return low, high


def centred_p(difference: Numbers, resampled: Numbers) -> Numbers:
    """Return the two-sided p of each difference (c,) from its resamples (b, c), centred under H0.

    p = (1 + #{|d* − d| ≥ |d|}) / (b + 1), Davison and Hinkley 1997, eq. 4.11: never below 1 / (b + 1).
    """
    # Equal sums in another order differ in the last bits; they are as extreme as the difference itself.
    extreme = np.abs(resampled - difference) >= np.abs(difference) - 1e-12
    p: Numbers = (1 + extreme.sum(axis=0)) / (len(resampled) + 1)
    return p


def smallest_p(entities: ArrayLike) -> Numbers:
    """Return the smallest two-sided p that so many entities can give whose means differ, at most 1.

    Of 2^m ways to exchange two rows on m entities, two are as extreme as the clearest difference.
    """
    p: Numbers = np.minimum(1.0, 2.0 ** (1 - np.asarray(entities, float)))
    return p


def draw(count: int, *, resamples: int, seed: int) -> Iterator[Numbers]:
    """Sample `count` entities with replacement, `resamples` times; yield how often each was drawn, (b, e)."""
    rng = np.random.default_rng(seed)
    chances = np.full(count, 1 / count)
    block = max(1, min(RESAMPLES_PER_BLOCK, COUNTS_PER_BLOCK // max(count, 1)))
    for start in range(0, resamples, block):
        size = min(block, resamples - start)
        yield rng.multinomial(count, chances, size=size).astype(float)


def _ratios(sums: Numbers) -> Numbers:
    """Divide sums by counts, both in one array (b, 2c); NaN where the count is 0."""
    totals, counts = np.hsplit(sums, 2)
    return np.divide(totals, counts, out=np.full_like(totals, np.nan), where=counts > 0)
