"""The outcomes of test queries, and what is averaged over seeds, with intervals."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from clippings import tables
from clippings.evaluation.bootstrap import Numbers, interval
from clippings.rows import NAME

ROW = ["dataset", "method", "ocr"]


def of_test(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Select the outcomes of test queries; raise ValueError if two folds test one query."""
    tested = outcomes[outcomes["split"] == "test"].reset_index(drop=True)
    repeated = tested.duplicated([*NAME, "query"])
    if repeated.any():
        query = tested.loc[repeated, "query"].iloc[0]
        raise ValueError(f"outcomes: query {query!r} is tested in two folds, expected one")
    return tested


def by_query(outcomes: pd.DataFrame, column: str) -> tuple[pd.DataFrame, pd.Series]:
    """Spread a column of outcomes to one row a query and one column a (method, ocr), seeds averaged.

    Returns beside it the homonym group of each query, or its entity: queries of one are resampled together.
    """
    means = outcomes.groupby(["method", "ocr", "query"], sort=False)[column].mean()
    spread = means.unstack(["method", "ocr"], sort=False).sort_index()
    groups = outcomes.drop_duplicates("query").set_index("query")["group"]
    return spread, groups.reindex(spread.index)


def with_intervals(scores: pd.DataFrame, resampled: Mapping[str, Numbers]) -> pd.DataFrame:
    """Add to each number of the scores the ends of its interval, from its resamples (b, rows)."""
    ends = {name: interval(drawn) for name, drawn in resampled.items()}
    return scores.assign(
        **{f"{name}_low": low for name, (low, _) in ends.items()},
        **{f"{name}_high": high for name, (_, high) in ends.items()},
    )


def average_seeds(scores: pd.DataFrame, resampled: Mapping[str, Numbers]) -> pd.DataFrame:
    """Average each number of the scores over the seeds of its method and OCR: the table averages.

    `resampled` maps numbers to their resamples (b, rows). Seeds are averaged in each of these, so that the
    interval says how far the mean over seeds would move had other entities been drawn; how far it moves
    from seed to seed is said by the standard deviation.
    """
    groups = scores.groupby(ROW, sort=False)
    rows, seeds = groups.ngroup().to_numpy(), groups["seed"].nunique().rename("seeds")
    averaged = []
    for name in (name for name in tables.AVERAGES.column("score").choices if name in scores):
        found = groups[name].agg(mean="mean", sd="std").astype(float).join(seeds)
        if name in resampled:
            drawn = pd.DataFrame(resampled[name].T).groupby(rows).mean().T.to_numpy()
            found["low"], found["high"] = interval(drawn)
        averaged.append(found.assign(score=name, place=np.arange(len(found))))
    together = pd.concat(averaged).reset_index().dropna(subset="mean")
    together = together.sort_values("place", kind="stable", ignore_index=True)
    return together.reindex(columns=tables.AVERAGES.names)
