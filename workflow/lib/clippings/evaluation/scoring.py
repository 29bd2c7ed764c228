"""All tables of scores of a dataset: of its links, and of its clusters where it is to be clustered."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from clippings.evaluation.bootstrap import Numbers
from clippings.evaluation.breakdown import break_down
from clippings.evaluation.ceilings import find_ceilings
from clippings.evaluation.cluster_scores import add_cluster_scores, compare_clusters
from clippings.evaluation.comparison import compare_rows
from clippings.evaluation.confidence import measure_reliability, trace_risk
from clippings.evaluation.outcomes import average_seeds, of_test
from clippings.evaluation.scores import score_rows
from clippings.rows import Row


class ScoreTables(NamedTuple):
    """The tables of scores, named as in `tables`, and the resamples (b, rows) of each number with an interval."""

    scores: pd.DataFrame
    averages: pd.DataFrame
    ceilings: pd.DataFrame
    paired: pd.DataFrame
    breakdown: pd.DataFrame
    risk_coverage: pd.DataFrame
    reliability: pd.DataFrame
    resampled: dict[str, Numbers]


def score_links(
    records: pd.DataFrame,
    outcomes: pd.DataFrame,
    thresholds: pd.DataFrame,
    *,
    dataset: str,
    rows: Sequence[Row],
    resamples: int,
    seed: int,
) -> ScoreTables:
    """Score the links of each row of the results table, on the test queries of all folds together."""
    tested = of_test(outcomes)
    scores, resampled = score_rows(
        tested, thresholds, rows=rows, dataset=dataset, resamples=resamples, seed=seed
    )
    return ScoreTables(
        scores=scores,
        averages=average_seeds(scores, resampled),
        ceilings=find_ceilings(records, dataset=dataset, resamples=resamples, seed=seed),
        paired=compare_rows(tested, resamples=resamples, seed=seed),
        breakdown=break_down(tested, records, resamples=resamples, seed=seed),
        risk_coverage=trace_risk(tested),
        reliability=measure_reliability(tested, resamples=resamples, seed=seed),
        resampled=resampled,
    )


def score_clusters(
    linked: ScoreTables,
    memberships: pd.DataFrame,
    cuts: pd.DataFrame,
    *,
    rows: Sequence[Row],
    resamples: int,
    seed: int,
) -> tuple[ScoreTables, pd.DataFrame]:
    """Add to the tables of links the scores of the clusters of test records, and compare rows by these.

    Returns the tables, and the table paired_clusters.
    """
    scores, resampled = add_cluster_scores(
        linked.scores, memberships, cuts, rows=rows, resamples=resamples, seed=seed
    )
    averages = average_seeds(scores, linked.resampled | resampled)
    paired = compare_clusters(memberships, resamples=resamples, seed=seed)
    return linked._replace(scores=scores, averages=averages), paired
