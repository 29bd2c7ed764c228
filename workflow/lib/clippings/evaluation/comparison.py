"""Rows of the results table against each other, on the same queries or records."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from clippings import tables
from clippings.evaluation.bootstrap import (
    Numbers,
    centred_p,
    interval,
    resampled_means,
    smallest_p,
)
from clippings.evaluation.outcomes import by_query


def compare_rows(tested: pd.DataFrame, *, resamples: int, seed: int) -> pd.DataFrame:
    """Compare the top-1 accuracy of each (method, ocr) with that of each other one; seeds averaged.

    `tested` are the outcomes of test queries, of which the matched ones count. Intervals and p come from one
    bootstrap over entities, the same resamples for all pairs.
    """
    spread, entities = by_query(tested[tested["matched"]], "top1")
    means, resampled = resampled_means(spread, entities, resamples=resamples, seed=seed)
    right = spread.to_numpy() > 0.5
    names = spread.columns.to_frame(index=False)
    of_entities = spread.groupby(entities.to_numpy()).mean().to_numpy()[:, :, None]
    paired = compare_pairs(names, means, resampled, of_entities=of_entities, n=len(spread))
    ones, others = paired.pop("one"), paired.pop("other")
    paired["mcnemar"] = [mcnemar(right[:, a], right[:, b]) for a, b in zip(ones, others, strict=True)]
    return paired[tables.PAIRED.names]


def compare_pairs(
    names: pd.DataFrame, means: Numbers, resampled: Numbers, *, of_entities: Numbers, n: int
) -> pd.DataFrame:
    """Set the mean of each row of `names` (method, ocr) against that of each other one.

    `means` (rows,) are over `n` queries or records, `resampled` (b, rows) over each resample of these, and
    `of_entities` (e, rows, m) what each entity adds to them; p is no less than so many that differ can give.
    Returns difference, interval and p of each pair, and in `one` and `other` the places of its rows.
    """
    ones, others = np.nonzero(~np.eye(len(names), dtype=bool))
    difference, moved = means[ones] - means[others], resampled[:, ones] - resampled[:, others]
    low, high = interval(moved)
    p = np.maximum(centred_p(difference, moved), smallest_p(_differing(of_entities)[ones, others]))
    pairs = pd.concat(
        [
            names.iloc[ones].reset_index(drop=True),
            names.iloc[others].reset_index(drop=True).add_prefix("other_"),
        ],
        axis=1,
    )
    return pairs.assign(one=ones, other=others, n=n, difference=difference, low=low, high=high, p=p)


def _differing(of_entities: Numbers) -> Numbers:
    """Count for each two rows (rows, rows) the entities of which they say something else."""
    rows = of_entities.shape[1]
    return np.array(
        [(np.abs(of_entities - of_entities[:, [row]]) > 1e-9).any(axis=2).sum(axis=0) for row in range(rows)]
    )


def mcnemar(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the exact two-sided p of McNemar's test of two methods on the same queries (n,).

    It weighs the queries that one alone has right against those that the other alone has right.
    """
    gained, lost = int((one & ~other).sum()), int((other & ~one).sum())
    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0
