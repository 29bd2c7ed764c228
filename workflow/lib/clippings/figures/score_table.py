"""The results table: each row of a dataset once, measured on either OCR, beside what the paper gives."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from clippings.figures.rows import VISUAL, in_order, labels
from clippings.tables import OCRS

PAPER = {
    "noisy": "paper_noisy",
    "clean": "paper_clean",
    "noisy_all": "paper_noisy_all",
    "clean_all": "paper_clean_all",
}
LAYOUT = ("method", "label", *PAPER)
RATES = ("matched_recall", "no_match_recall", "aurc", "ece", "threshold", "image_weight")
MEASURED = [
    *("top1", "top1_low", "top1_high", "n"),
    *("accuracy", "accuracy_low", "accuracy_high", "n_all"),
    *RATES,
]
SPREAD = ["top1", "accuracy"]
ROW = ["dataset", "method"]


def read_layout(path: str | Path, columns: Sequence[str] = LAYOUT) -> pd.DataFrame:
    """Read a table of the paper, method, label and numbers or empty: accuracies, on matched and on all."""
    layout = pd.read_csv(path)
    missing = [column for column in columns if column not in layout]
    if missing:
        raise ValueError(f"{path}: column {missing[0]!r} is missing, expected {', '.join(columns)}")
    return layout


def score_table(scores: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    """Lay out accuracies as the paper does: one row a dataset and method, columns for noisy and clean OCR."""
    return lay_out(scores, layout, measured=MEASURED, spread=SPREAD, papers=PAPER)


def lay_out(
    scores: pd.DataFrame,
    layout: pd.DataFrame,
    *,
    measured: Sequence[str],
    spread: Sequence[str],
    papers: Mapping[str, str],
) -> pd.DataFrame:
    """Lay out what is `measured`, with its `spread` over seeds, beside the columns `papers` of the layout.

    Several seeds are averaged, with their standard deviation (`_sd`). A row whose method uses no text stands
    for every OCR that its dataset has. Methods that the layout does not name follow at the end; rows of the
    layout without a score are left out.
    """
    groups = scores.groupby(ROW, sort=False)
    about = pd.DataFrame({"seeds": groups["seed"].nunique(), "visual": groups["ocr"].first() == VISUAL})
    columns = (_column_of(scores, ocr, measured=measured, spread=spread) for ocr in OCRS)
    table = pd.concat([about, *columns], axis=1).reset_index()
    theirs = layout[["method", "label", *papers]].rename(columns=dict(papers))
    return _ordered(table.merge(theirs, on="method", how="left"), layout)


def _column_of(
    scores: pd.DataFrame, ocr: str, *, measured: Sequence[str], spread: Sequence[str]
) -> pd.DataFrame:
    """Average the seeds of the rows of one OCR and of visual rows, save where there is only the other."""
    texts = scores[scores["ocr"] != VISUAL]
    elsewhere = set(texts["dataset"]) - set(texts.loc[texts["ocr"] == ocr, "dataset"])
    shown = scores[scores["ocr"].isin([ocr, VISUAL]) & ~scores["dataset"].isin(elsewhere)]
    groups = shown.groupby(ROW, sort=False)
    spreads = groups[list(spread)].std().add_suffix("_sd")
    return groups[list(measured)].mean().join(spreads).add_prefix(f"{ocr}_")


def _ordered(table: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    ranked = in_order(table["method"].tolist(), labels(layout))
    table = table.assign(
        label=table["label"].fillna(table["method"]),
        place=table["method"].map(ranked.index),
        first=table.groupby("dataset", sort=False).ngroup(),
    )
    return table.sort_values(["first", "place"]).drop(columns=["first", "place"])
