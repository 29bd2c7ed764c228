"""Labels that are all matches teach nothing of when to link nothing; what decides then."""

import pandas as pd

from clippings.api.weighing import Evidence
from clippings.folds import decided_in, fold_numbers
from clippings.linkage.decision.outcomes import separate_neighbours
from clippings.linkage.neighbours import read_neighbours
from clippings.rows import name_of, uses_labels
from clippings.running import logger
from clippings.truth import queries_with_truth


def untaught_folds(evidence: Evidence) -> list[int]:
    """List the folds in which no label that teaches them says of a row that it has no match."""
    records, queries = evidence.records, queries_with_truth(evidence.records)
    if queries.empty or not uses_labels(evidence.row):
        return []
    tested_in = records.set_index("record")["fold"]
    alone = {*queries.loc[~queries["matched"], "query"].map(tested_in)}
    return [fold for fold in fold_numbers(records) if alone <= {fold}]


def without_labels(
    evidence: Evidence, thresholds: pd.DataFrame, calibration: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return thresholds and calibration, those of untaught folds as without labels, and say so.

    They tell two kinds of scores apart, each score by what others taught, in all folds alike; where all are
    equal nothing changes.
    """
    records, row, folds = evidence.records, evidence.row, untaught_folds(evidence)
    if not folds:
        return thresholds, calibration
    parts = []
    for fold in fold_numbers(records):
        found = read_neighbours(evidence.neighbours, row, fold=fold)
        parts.append(found[found["query"].isin(records.loc[decided_in(records, fold), "record"])])
    threshold, knots = separate_neighbours(pd.concat(parts), records)
    if threshold is None:
        return thresholds, calibration
    matched = queries_with_truth(records)["matched"]
    logger.warning(
        f"labels: {matched.sum()} rows with a match, {(~matched).sum()} without, too few to teach when to"
        " link nothing; threshold and probabilities are as without labels"
    )
    untaught = thresholds["fold"].isin(folds)
    kept = calibration[~calibration["fold"].isin(folds)]
    own = [knots.assign(**name_of(row), fold=fold) for fold in folds]
    return (
        thresholds.assign(threshold=thresholds["threshold"].mask(untaught, threshold)),
        pd.concat([kept, *own], ignore_index=True),
    )
