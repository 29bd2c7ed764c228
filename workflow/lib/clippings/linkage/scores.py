"""Scores on the test split, with intervals."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import frames, running, tables
from clippings.linkage.truth import judge

RESAMPLES_PER_BLOCK = 250
TAILS = (2.5, 97.5)


def score_all(
    records: pd.DataFrame,
    neighbour_files: Sequence[str | Path],
    *,
    rows: Sequence[dict[str, Any]],
    dataset: str,
    resamples: int,
    seed: int,
) -> pd.DataFrame:
    """Score each row of the results table: one file of neighbours each.

    A row gives method, supervision, modality, ocr and seed. Raises ValueError if no test query is matched.
    """
    scored = []
    for path, row in zip(running.progress(neighbour_files, what="rows scored"), rows, strict=True):
        judged = judge(frames.read(path, tables.NEIGHBOURS), records)
        tested = judged[judged["matched"] & (judged["split"] == "test")]
        if tested.empty:
            raise ValueError(f"{dataset}: no test query has an acceptable target, expected at least one")
        scored.append({"dataset": dataset, **row, **score(tested, resamples=resamples, seed=seed)})
    return pd.DataFrame(scored, columns=tables.SCORES.names)


def score(judged: pd.DataFrame, *, resamples: int, seed: int) -> dict[str, float]:
    """Average the outcomes of `judged`, with a 95 % interval of the top-1 accuracy."""
    low, high = interval_over_entities(judged["top1"], judged["entity"], resamples=resamples, seed=seed)
    return {
        "n": len(judged),
        "top1": judged["top1"].mean(),
        "top1_low": low,
        "top1_high": high,
        "top1_any_tie": judged["any_tie"].mean(),
        "top1_strict": judged["strict"].mean(),
        "recall_at_10": judged["recall"].mean(),
    }


def interval_over_entities(
    outcomes: pd.Series, entities: pd.Series, *, resamples: int, seed: int
) -> tuple[float, float]:
    """Give the 95 % percentile interval of the mean of `outcomes` by a bootstrap over entities.

    Queries of one entity are drawn together, since they are not independent (Field and Welsh 2007).
    """
    by_entity = outcomes.groupby(entities.to_numpy()).agg(["sum", "size"]).to_numpy()
    means = _resampled_means(by_entity, resamples, np.random.default_rng(seed))
    low, high = np.percentile(means, TAILS)
    return float(low), float(high)


def _resampled_means(
    by_entity: NDArray[np.float64], resamples: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw entities with return: by_entity (e, 2) holds the sum and number of each one's outcomes."""
    chances = np.full(len(by_entity), 1 / len(by_entity))
    blocks = []
    for start in range(0, resamples, RESAMPLES_PER_BLOCK):
        size = min(RESAMPLES_PER_BLOCK, resamples - start)
        blocks.append(rng.multinomial(len(by_entity), chances, size=size) @ by_entity)
    totals = np.concatenate(blocks)
    return totals[:, 0] / totals[:, 1]
