"""Rows of the results table against each other, on the same queries or records."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from clippings import tables
from clippings.evaluation.bootstrap import Numbers, centred_p, interval, resampled_means
from clippings.evaluation.outcomes import by_query


def compare_rows(tested: pd.DataFrame, *, resamples: int, seed: int) -> pd.DataFrame:
    """Compare the top-1 accuracy of each (method, ocr) with that of each other one; seeds averaged.

    `tested` are the outcomes of test queries, of which the matched ones count. Intervals and p come from one
    bootstrap over entities, the same resamples for all pairs.
    """
    spread, entities = by_query(tested[tested["matched"]], "top1")
    means, resampled = resampled_means(spread, entities, resamples=resamples, seed=seed)
    right = spread.to_numpy() > 0.5
    paired = compare_pairs(spread.columns.to_frame(index=False), means, resampled, n=len(spread))
    ones, others = paired.pop("one"), paired.pop("other")
    paired["mcnemar"] = [mcnemar(right[:, a], right[:, b]) for a, b in zip(ones, others, strict=True)]
    return paired[tables.PAIRED.names]


def compare_pairs(names: pd.DataFrame, means: Numbers, resampled: Numbers, *, n: int) -> pd.DataFrame:
    """Set the mean of each row of `names` (method, ocr) against that of each other one.

    `means` (rows,) are over `n` queries or records, `resampled` (b, rows) over each resample of these.
    Returns difference, interval and p of each pair, and in `one` and `other` the places of its rows.
    """
    ones, others = np.nonzero(~np.eye(len(names), dtype=bool))
    difference, moved = means[ones] - means[others], resampled[:, ones] - resampled[:, others]
    low, high = interval(moved)
    pairs = pd.concat(
        [
            names.iloc[ones].reset_index(drop=True),
            names.iloc[others].reset_index(drop=True).add_prefix("other_"),
        ],
        axis=1,
    )
    return pairs.assign(
        one=ones, other=others, n=n, difference=difference, low=low, high=high, p=centred_p(difference, moved)
    )


def mcnemar(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the exact two-sided p of McNemar's test of two methods on the same queries (n,).

    It weighs the queries that one alone has right against those that the other alone has right.
    """
    gained, lost = int((one & ~other).sum()), int((other & ~one).sum())
    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0
