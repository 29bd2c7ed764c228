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
RECALLS = ("matched_recall", "no_match_recall")
CONFIDENCE = ("aurc", "ece")
TUNED = ("threshold", "image_weight")
MEASURED = ("top1", "accuracy", *RECALLS, *CONFIDENCE)
COUNTED = ("n", "n_all")
# What the averages say of a number, and how that is called behind its name.
ENDS = {"mean": "", "low": "_low", "high": "_high", "sd": "_sd"}
ROW = ["dataset", "method"]


def read_layout(path: str | Path, columns: Sequence[str] = LAYOUT) -> pd.DataFrame:
    """Read a table of the paper, method, label and numbers or empty: accuracies, on matched and on all."""
    layout = pd.read_csv(path)
    missing = [column for column in columns if column not in layout]
    if missing:
        raise ValueError(f"{path}: column {missing[0]!r} is missing, expected {', '.join(columns)}")
    return layout


def score_table(averages: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    """Lay out accuracies as the paper does: one row a dataset and method, columns for noisy and clean OCR."""
    return lay_out(averages, layout, measured=MEASURED, plain=(*COUNTED, *TUNED), papers=PAPER)


def lay_out(
    averages: pd.DataFrame,
    layout: pd.DataFrame,
    *,
    measured: Sequence[str],
    plain: Sequence[str],
    papers: Mapping[str, str],
) -> pd.DataFrame:
    """Lay out what is `measured`, with interval and spread, beside the columns `papers` of the layout.

    What is `plain` has neither. A row whose method uses no text stands for every OCR that its dataset has.
    Methods that the layout does not name follow at the end; rows of the layout without a score are left out.
    """
    groups = averages.groupby(ROW, sort=False)
    about = pd.DataFrame({"seeds": groups["seeds"].max(), "visual": groups["ocr"].first() == VISUAL})
    names = [f"{name}{end}" for name in measured for end in ENDS.values()] + list(plain)
    columns = (_column_of(averages, ocr, names) for ocr in OCRS)
    table = pd.concat([about, *columns], axis=1).reset_index()
    theirs = layout[["method", "label", *papers]].rename(columns=dict(papers))
    return _ordered(table.merge(theirs, on="method", how="left"), layout)


def _column_of(averages: pd.DataFrame, ocr: str, names: Sequence[str]) -> pd.DataFrame:
    """Lay out the rows of one OCR and the visual rows, save where there is only the other OCR."""
    texts = averages[averages["ocr"] != VISUAL]
    elsewhere = set(texts["dataset"]) - set(texts.loc[texts["ocr"] == ocr, "dataset"])
    shown = averages[averages["ocr"].isin([ocr, VISUAL]) & ~averages["dataset"].isin(elsewhere)]
    wide = shown.pivot(index=ROW, columns="score", values=list(ENDS))
    wide.columns = [f"{score}{ENDS[end]}" for end, score in wide.columns]
    return wide.reindex(columns=names).astype(float).add_prefix(f"{ocr}_")


def _ordered(table: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    ranked = in_order(table["method"].tolist(), labels(layout))
    table = table.assign(
        label=table["label"].fillna(table["method"]),
        place=table["method"].map(ranked.index),
        first=table.groupby("dataset", sort=False).ngroup(),
    )
    return table.sort_values(["first", "place"]).drop(columns=["first", "place"])
