"""Outcomes: what each row of the results table makes of each query, decided by what validation taught."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clippings import frames, running, tables
from clippings.linkage.calibration import fit_calibration, probability_of
from clippings.linkage.sides import only_asking
from clippings.linkage.threshold import tune_threshold
from clippings.linkage.truth import judge

Judgement = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def judge_rows(
    records: pd.DataFrame,
    neighbour_files: Sequence[str | Path],
    *,
    rows: Sequence[dict[str, Any]],
    weight_files: Sequence[str | Path],
    default: float,
) -> Judgement:
    """Judge the queries of validation and test by each row: outcomes, thresholds, calibration.

    A row gives method, modality, ocr and seed; `weight_files` belong to those that are no string measures.
    `default` is the threshold without validation.
    """
    weights = _image_weights(rows, weight_files)
    judgeable = only_asking(records, ["val", "test"])
    parts = []
    for number, path in enumerate(running.progress(neighbour_files, what="rows judged")):
        judged = judge(frames.read(path, tables.NEIGHBOURS), judgeable)
        name = {key: rows[number][key] for key in ("method", "ocr", "seed")}
        outcomes, chosen, knots = judge_row(judged, default=default, name="{method}/{ocr}".format(**name))
        chosen = chosen.assign(image_weight=weights[number])
        parts.append([part.assign(**name) for part in (outcomes, chosen, knots)])
    kinds = (tables.OUTCOMES, tables.THRESHOLDS, tables.CALIBRATION)
    outcomes, chosen, knots = (
        pd.concat(part, ignore_index=True)[table.names]
        for part, table in zip(zip(*parts, strict=True), kinds, strict=True)
    )
    return outcomes, chosen, knots


def judge_row(judged: pd.DataFrame, *, default: float, name: str) -> Judgement:
    """Choose threshold and calibration on the validation queries of `judged`; decide every query by them."""
    validation = judged[judged["split"] == "val"]
    chosen, knots = tune_threshold(validation, default=default), fit_calibration(validation)
    if knots["probability"].nunique() < 2:
        found = "no probabilities" if knots.empty else "one probability for every score"
        running.say(f"{name}: {len(validation)} validation queries give {found}")
    return decide(judged, threshold=chosen["threshold"], knots=knots), pd.DataFrame([chosen]), knots


def decide(judged: pd.DataFrame, *, threshold: float, knots: pd.DataFrame) -> pd.DataFrame:
    """Decide each judged query: linked at or above `threshold`, right by its chance, how probable."""
    linked = judged["score"] >= threshold
    right = np.where(judged["matched"], judged["top1"].where(linked, 0.0), (~linked).astype(float))
    return judged.assign(linked=linked, right=right, probability=probability_of(judged["score"], knots))


def join_tests(folds: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put together the test outcomes of a dataset: one table, or one a fold, whose tests are disjoint."""
    joined = pd.concat([fold[fold["split"] == "test"] for fold in folds], ignore_index=True)
    return frames.check(joined, tables.OUTCOMES, where="test outcomes of all folds")


def of_row(table: pd.DataFrame, row: dict[str, Any]) -> pd.DataFrame:
    """Select what `table` holds of one row: its method, OCR and seed, which string measures have not."""
    seeds = table["seed"].isna() if row["seed"] is None else table["seed"] == row["seed"]
    return table[(table["method"] == row["method"]) & (table["ocr"] == row["ocr"]) & seeds]


def by_query(outcomes: pd.DataFrame, column: str) -> tuple[pd.DataFrame, pd.Series]:
    """Spread a column of outcomes to one row a query and one column a (method, ocr), seeds averaged.

    Gives beside it the homonym group of each query, or its entity: those are drawn together.
    """
    means = outcomes.groupby(["method", "ocr", "query"], sort=False)[column].mean()
    spread = means.unstack(["method", "ocr"], sort=False).sort_index()
    groups = outcomes.drop_duplicates("query").set_index("query")["group"]
    return spread, groups.reindex(spread.index)


def _image_weights(rows: Sequence[dict[str, Any]], weight_files: Sequence[str | Path]) -> list[float | None]:
    """Read the image weight of each row; None of a string measure."""
    read = (json.loads(Path(path).read_text(encoding="utf-8"))["weight"] for path in weight_files)
    return [None if row["modality"] == "string" else next(read) for row in rows]
