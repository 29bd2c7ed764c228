"""Outcomes: what each row of the results table makes of each query, decided by what validation taught."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clippings import frames, running, tables
from clippings.linkage.calibration import fit_calibration, probability_of
from clippings.linkage.threshold import tune_threshold
from clippings.sides import restrict_to_queries
from clippings.truth import judge

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
    judgeable = restrict_to_queries(records, ["val", "test"])
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


def _image_weights(rows: Sequence[dict[str, Any]], weight_files: Sequence[str | Path]) -> list[float | None]:
    """Read the image weight of each row; None of a string measure."""
    read = (json.loads(Path(path).read_text(encoding="utf-8"))["weight"] for path in weight_files)
    return [None if row["modality"] == "string" else next(read) for row in rows]
