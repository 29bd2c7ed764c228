"""All tables of scores of a dataset: of its links, and of its clusters where it is to be clustered."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from clippings import tables
from clippings.calibration import calibration_error
from clippings.evaluation.bootstrap import Numbers, resampled_means
from clippings.evaluation.breakdown import break_down
from clippings.evaluation.ceilings import find_ceilings
from clippings.evaluation.comparison import compare_rows
from clippings.evaluation.confidence import (
    area_under_risk,
    coverage_at_precision,
    measure_reliability,
    resample_confidence,
    trace_risk,
)
from clippings.evaluation.outcomes import average_seeds, of_test, with_intervals
from clippings.rows import Row, of_row, weighs_all

# Each mean over queries: its column, the outcome it averages, and over which queries.
MEANS = (
    ("top1", "top1", "matched"),
    ("top1_any_tie", "any_tie", "matched"),
    ("top1_strict", "strict", "matched"),
    ("recall_at_10", "recall", "matched"),
    ("union_recall", "union", "matched"),
    ("accuracy", "right", "all"),
    ("matched_recall", "right", "matched"),
    ("no_match_recall", "right", "unmatched"),
)


def score_links(
    records: pd.DataFrame,
    outcomes: pd.DataFrame,
    thresholds: pd.DataFrame,
    *,
    dataset: str,
    rows: Sequence[Row],
    resamples: int,
    seed: int,
) -> tuple[dict[str, pd.DataFrame], dict[str, Numbers]]:
    """Score the links of each row of the results table, on the test queries of all folds together.

    Returns the tables by name, and the resamples (b, rows) of each number of the scores that has an interval.
    """
    tested = of_test(outcomes)
    scores, resampled = score_rows(
        tested, thresholds, rows=rows, dataset=dataset, resamples=resamples, seed=seed
    )
    return {
        "scores": scores,
        "averages": average_seeds(scores, resampled),
        "ceilings": find_ceilings(records, dataset=dataset, resamples=resamples, seed=seed),
        "paired": compare_rows(tested, resamples=resamples, seed=seed),
        "breakdown": break_down(tested, records, resamples=resamples, seed=seed),
        "risk_coverage": trace_risk(tested),
        "reliability": measure_reliability(tested, resamples=resamples, seed=seed),
    }, resampled


def score_rows(
    tested: pd.DataFrame,
    thresholds: pd.DataFrame,
    *,
    rows: Sequence[Row],
    dataset: str,
    resamples: int,
    seed: int,
) -> tuple[pd.DataFrame, dict[str, Numbers]]:
    """Score each row of the results table on the test queries, the matched ones and all: the table scores.

    Returns beside it the resamples (b, rows) of each number with an interval. Raises ValueError if no test
    query is matched.
    """
    parts = _unite([of_row(tested, row).sort_values("query", ignore_index=True) for row in rows], rows)
    if not tested["matched"].any():
        raise ValueError(f"{dataset}: no test query has an acceptable target, expected at least one")
    scored = pd.DataFrame(
        {
            "dataset": dataset,
            **row,
            **summarise(part),
            "threshold": of_row(thresholds, row)["threshold"].mean(),
            "image_weight": of_row(thresholds, row)["image_weight"].mean(),
        }
        for row, part in zip(rows, parts, strict=True)
    )
    resampled = resample_scores(parts, resamples=resamples, seed=seed)
    return with_intervals(scored, resampled).reindex(columns=tables.SCORES.names), resampled


def _unite(parts: Sequence[pd.DataFrame], rows: Sequence[Row]) -> list[pd.DataFrame]:
    """Add `union` to the outcomes of rows of all evidence, one table a row, all of the same queries.

    It says whether one of the first ten targets by any other row of its seed, or of none, is acceptable.
    """
    united = []
    for part, row in zip(parts, rows, strict=True):
        others = [
            other["recall"]
            for other, its in zip(parts, rows, strict=True)
            if weighs_all(row) and not weighs_all(its) and its["seed"] in (None, row["seed"])
        ]
        united.append(part.assign(union=np.max(others, axis=0) if others else np.nan))
    return united


def resample_scores(parts: Sequence[pd.DataFrame], *, resamples: int, seed: int) -> dict[str, Numbers]:
    """Measure each number that has an interval in each resample of entities, for each row: (b, rows)."""
    entities, resampled = parts[0]["group"], {}
    for name, outcome, among in MEANS:
        columns = np.column_stack([part[outcome].where(_counted(part, among)) for part in parts])
        resampled[name] = resampled_means(columns, entities, resamples=resamples, seed=seed)[1]
    return resampled | resample_confidence(parts, entities, resamples=resamples, seed=seed)


def summarise(outcomes: pd.DataFrame) -> dict[str, float]:
    """Average the outcomes of test queries: of the matched ones, of the others, of all."""
    means = {name: outcomes.loc[_counted(outcomes, among), mark].mean() for name, mark, among in MEANS}
    return {
        "n": int(outcomes["matched"].sum()),
        "n_all": len(outcomes),
        **means,
        "aurc": area_under_risk(outcomes),
        "coverage": coverage_at_precision(outcomes),
        "ece": calibration_error(outcomes),
    }


def _counted(outcomes: pd.DataFrame, among: str) -> pd.Series:
    """Mark the test queries that a mean is taken over: the matched ones, the unmatched ones, or all."""
    matched = outcomes["matched"]
    return {"matched": matched, "unmatched": ~matched, "all": matched | True}[among]
