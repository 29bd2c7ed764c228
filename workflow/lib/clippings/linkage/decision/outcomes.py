"""Outcomes: what each row of the results table makes of each query, decided by what validation taught."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clippings import frames, row_groups, running, tables
from clippings.folds import ALL, fold_numbers, in_fold
from clippings.linkage.decision.sigmoid import WORTH, tune_sigmoid
from clippings.linkage.decision.thresholds import (
    fit_calibration,
    probability_of,
    separate,
    tune_threshold,
    undivided,
)
from clippings.linkage.neighbours import Files, Neighbours, chosen_values
from clippings.model_file import Carried
from clippings.rows import Row, is_carried, name_of, uses_labels, weighs_all
from clippings.sides import MEMBER, restrict_to_queries
from clippings.tables import Table
from clippings.truth import judge

EXPECTED = 100  # Scores of which it is said how probable they are without labels.
Judgement = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def judge_each(
    records: pd.DataFrame,
    neighbour_files: Files,
    *,
    choices: pd.DataFrame,
    rows: Sequence[Row],
    default: float,
    carried: Carried | None = None,
) -> Iterator[Judgement]:
    """Judge by each row, in each fold, the queries of validation and test: outcomes, thresholds, calibration.

    `choices` holds the image weights; `default` is the threshold without validation. Rows without labels are
    decided without any; where all evidence is weighed with labels, all queries that taught the scorer tune
    the threshold, by the scores of those that had not seen them. The row of all evidence of the model
    `carried` is decided by the threshold of that.
    """
    for fold in fold_numbers(records):
        own = in_fold(records, fold)
        queries = restrict_to_queries(own, ["val", "test"])
        taught = restrict_to_queries(own.assign(split=own["split"].replace("train", "val")), ["val", "test"])
        for row in running.progress(rows, what="rows judged"):
            neighbours, name = Neighbours(neighbour_files, row, fold=fold), "{method}/{ocr}".format(**row)
            if carried and is_carried(row) and weighs_all(row):
                outcomes, chosen, knots = judge_carried(judge(neighbours, queries), carried)
            elif not uses_labels(row):
                usual = None if weighs_all(row) else default
                outcomes, chosen, knots = judge_unlabelled(neighbours, queries, default=usual, name=name)
            elif weighs_all(row):
                # Without folds encoders have learned from the training split, whose scores are too good.
                trained = own.loc[own["split"] == "train", "record"] if fold == ALL else ()
                judged = judge(neighbours, queries if fold == ALL else taught)
                expected = expect_scores(neighbours.scores(without=trained), own)
                outcomes, chosen, knots = judge_weighed(judged, expected=expected)
            else:
                outcomes, chosen, knots = judge_row(judge(neighbours, queries), default=default, name=name)
            chosen["image_weight"] = chosen_values(choices, row, fold=fold).get("image_weight")
            named = (part.assign(**name_of(row), fold=fold) for part in (outcomes, chosen, knots))
            yield next(named), next(named), next(named)


def write_judged(
    judged: Iterable[Judgement], outcomes: str | Path, *, thresholds: str | Path, calibration: str | Path
) -> None:
    """Write what `judge_each` yields, the outcomes of one row in memory at a time."""
    cuts = []

    def groups() -> Iterator[pd.DataFrame]:
        for part, *cut in judged:
            cuts.append(cut)
            yield part

    row_groups.write_groups(groups(), outcomes, tables.OUTCOMES)
    chosen, knots = _join(cuts, (tables.THRESHOLDS, tables.CALIBRATION))
    frames.write(chosen, thresholds, tables.THRESHOLDS)
    frames.write(knots, calibration, tables.CALIBRATION)


def judge_rows(*args: Any, **settings: Any) -> Judgement:
    """Judge rows as `judge_each` does, all in memory."""
    kinds = (tables.OUTCOMES, tables.THRESHOLDS, tables.CALIBRATION)
    outcomes, chosen, knots = _join(judge_each(*args, **settings), kinds)
    return outcomes, chosen, knots


def _join(parts: Iterable[Sequence[pd.DataFrame]], kinds: Sequence[Table]) -> Any:
    columns = zip(zip(*parts, strict=True), kinds, strict=True)
    return tuple(pd.concat(part, ignore_index=True)[table.names] for part, table in columns)


def judge_row(judged: pd.DataFrame, *, default: float, name: str) -> Judgement:
    """Choose threshold and calibration on the validation queries of `judged`; decide every query by them."""
    validation = judged[judged["split"] == "val"]
    chosen, knots = tune_threshold(validation, default=default), fit_calibration(validation)
    if knots["probability"].nunique() < 2:
        lack = "no probabilities" if knots.empty else "one probability for every score"
        running.say(f"{name}: {len(validation)} validation queries give {lack}")
    return decide(judged, threshold=chosen["threshold"], knots=knots), pd.DataFrame([chosen]), knots


def judge_weighed(judged: pd.DataFrame, *, expected: pd.DataFrame | None = None) -> Judgement:
    """Decide queries of `judged` by a sigmoid of the log-odds of those that taught the scorer.

    The `expected` scores, as of `expect_scores`, hold it where these are few.
    """
    validation = judged[judged["split"] == "val"]
    threshold, knots = tune_sigmoid(validation, expected=expected)
    validated = decide(validation, threshold=threshold, knots=knots)
    accuracy = float(validated["right"].mean()) if len(validated) else None
    chosen = {"threshold": threshold, "accuracy": accuracy, "queries": len(validation)}
    return decide(judged, threshold=threshold, knots=knots), pd.DataFrame([chosen]), knots


def judge_carried(judged: pd.DataFrame, carried: Carried) -> Judgement:
    """Decide every query by the threshold and calibration of a model that was learned elsewhere."""
    knots = carried.calibration
    chosen = {"threshold": carried.threshold, "accuracy": None, "queries": 0}
    return decide(judged, threshold=carried.threshold, knots=knots), pd.DataFrame([chosen]), knots


def judge_unlabelled(
    neighbours: Neighbours, records: pd.DataFrame, *, default: float | None, name: str
) -> Judgement:
    """Decide every query by a threshold and probabilities for which no label was used.

    Where all scores are equal, it is that of `undivided`.
    """
    scores = neighbours.scores()
    threshold, knots = separate_neighbours(scores, records)
    if threshold is None:
        threshold = undivided(scores["score"], default=default)
        running.say(
            f"{name}: one score alone, which tells no match from another; the threshold is {threshold:g}"
        )
    judged = judge(neighbours, records)
    chosen = {"threshold": threshold, "accuracy": None, "queries": 0}
    return decide(judged, threshold=threshold, knots=knots), pd.DataFrame([chosen]), knots


def separate_neighbours(neighbours: pd.DataFrame, records: pd.DataFrame) -> tuple[float | None, pd.DataFrame]:
    """Tell neighbours of the same entity from others without labels, by score and rank, as `separate` does.

    Scores are those of first neighbours, of members those of all edges: the best neighbour of most members is
    the same photograph, so that few would be of the other kind.
    """
    if (records["side"] == MEMBER).any():
        return separate(neighbours["score"])
    first, second = (neighbours.loc[neighbours["rank"] == rank, "score"] for rank in (1, 2))
    return separate(first, runners_up=second)


def expect_scores(neighbours: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame | None:
    """Return scores of first neighbours, evenly spread over all: how probable each is, what it weighs.

    The probability is that without labels; all together weigh as many queries as there are, at most WORTH.
    None where `separate_neighbours` does not tell two kinds apart.
    """
    threshold, knots = separate_neighbours(neighbours, records)
    if threshold is None:
        return None
    first = neighbours.loc[neighbours["rank"] == 1, "score"].dropna()
    scores = first.quantile(np.linspace(0, 1, EXPECTED)).to_numpy()
    weight = min(WORTH, len(first)) / EXPECTED
    return pd.DataFrame({"score": scores, "probability": probability_of(scores, knots), "weight": weight})


def decide(judged: pd.DataFrame, *, threshold: float, knots: pd.DataFrame) -> pd.DataFrame:
    """Decide each judged query: linked at or above `threshold`, right by its chance, how probable."""
    linked = judged["score"] >= threshold
    right = np.where(judged["matched"], judged["top1"].where(linked, 0.0), (~linked).astype(float))
    return judged.assign(linked=linked, right=right, probability=probability_of(judged["score"], knots))
