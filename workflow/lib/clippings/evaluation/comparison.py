"""Rows of the results table against each other, on the same queries."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from clippings import tables
from clippings.evaluation.bootstrap import centred_p, interval, resampled_means
from clippings.evaluation.outcomes import by_query, join_tests


def compare_rows(outcomes: Sequence[pd.DataFrame], *, resamples: int, seed: int) -> pd.DataFrame:
    """Compare the top-1 accuracy of each (method, ocr) with that of each other one; seeds averaged.

    `outcomes` is one table, or one a fold; matched test queries count. Intervals and p come from one
    bootstrap over entities, the same draws for all pairs.
    """
    spread, entities = by_query(join_tests(outcomes).query("matched"), "top1")
    means, resampled = resampled_means(spread, entities, resamples=resamples, seed=seed)
    right = spread.to_numpy() > 0.5
    names = spread.columns.to_frame(index=False)
    compared = []
    for one, row in names.iterrows():
        others = names.index.delete(one)
        difference, moved = means[one] - means[others], resampled[:, [one]] - resampled[:, others]
        found = names.loc[others].add_prefix("other_").assign(**row, n=len(spread), difference=difference)
        found["low"], found["high"] = interval(moved)
        found["p"] = centred_p(difference, moved)
        found["mcnemar"] = [mcnemar(right[:, one], right[:, other]) for other in others]
        compared.append(found)
    return pd.concat(compared, ignore_index=True)[tables.PAIRED.names]


def mcnemar(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the exact two-sided p of McNemar's test of two methods on the same queries (n,).

    It weighs the queries that one alone has right against those that the other alone has right.
    """
    gained, lost = int((one & ~other).sum()), int((other & ~one).sum())
    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0
