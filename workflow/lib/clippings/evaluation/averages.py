"""Scores and their intervals, each seed for itself and seeds averaged."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from clippings import tables
from clippings.evaluation.bootstrap import Numbers, interval

ROW = ["dataset", "method", "ocr"]


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
