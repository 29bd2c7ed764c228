"""The results table: our rows, with intervals, beside the numbers that the paper gives."""

from pathlib import Path

import pandas as pd

from clippings.figures.markdown import grid, number
from clippings.tables import OCRS

LAYOUT = ("method", "label", "noisy", "clean")
PAPER = "Arora, Yang, Jheng and Dell (arXiv 2304.03464)"
HEAD = ("method", "noisy OCR", "clean OCR", "paper, noisy", "paper, clean", "n")
MEASURED = ("top1", "top1_low", "top1_high", "n")


def read_layout(path: str | Path) -> pd.DataFrame:
    """Read the paper's table: method, label, noisy and clean (empty where the paper has no such row)."""
    layout = pd.read_csv(path)
    missing = [column for column in LAYOUT if column not in layout]
    if missing:
        raise ValueError(f"{path}: column {missing[0]!r} is missing, expected {', '.join(LAYOUT)}")
    return layout


def score_table(scores: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    """Lay out scores as the paper does: one row a dataset and method, columns for noisy and clean OCR.

    Several seeds are averaged. A row whose method uses no text stands for both OCRs. Methods that the layout
    does not name follow at the end; rows of the layout without a score are left out.
    """
    means = scores.groupby(["dataset", "method", "ocr"], sort=False)[list(MEASURED)].mean().reset_index()
    seeds = scores.groupby(["dataset", "method"], sort=False)["seed"].nunique()
    parts = [means[means["ocr"].isin([ocr, "none"])].set_index(["dataset", "method"]) for ocr in OCRS]
    names = [f"{ocr}_{measured}" for ocr in OCRS for measured in MEASURED]
    table = pd.concat([part[list(MEASURED)] for part in parts], axis=1)
    table.columns = pd.Index(names)
    table = table.assign(seeds=seeds).reset_index()
    table = table.merge(layout.rename(columns={ocr: f"paper_{ocr}" for ocr in OCRS}), on="method", how="left")
    return _ordered(table, layout)


def as_markdown(table: pd.DataFrame) -> str:
    """Write the table in Markdown, one part a dataset: ours with its interval, then the paper's number."""
    parts = []
    for dataset, rows in table.groupby("dataset", sort=False):
        parts.append(f"Top-1 accuracy on the matched test queries of **{dataset}**, with 95 % intervals:")
        parts.append(grid(HEAD, [_cells(row) for _, row in rows.iterrows()]))
    parts.append(f"The columns *paper* repeat what {PAPER} found for their own books and queries.")
    return "\n\n".join(parts) + "\n"


def _ordered(table: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    places = {method: place for place, method in enumerate(layout["method"])}
    table = table.assign(
        label=table["label"].fillna(table["method"]),
        place=table["method"].map(places).fillna(len(places)),
        first=table.groupby("dataset", sort=False).ngroup(),
    )
    return table.sort_values(["first", "place", "method"]).drop(columns=["first", "place"])


def _cells(row: pd.Series) -> list[str]:
    count = row["noisy_n"] if pd.notna(row["noisy_n"]) else row["clean_n"]
    paper = [number(row[f"paper_{ocr}"]) for ocr in OCRS]
    return [row["label"], *(_interval(row, ocr) for ocr in OCRS), *paper, f"{count:.0f}"]


def _interval(row: pd.Series, ocr: str) -> str:
    top1, low, high = (number(row[f"{ocr}_{measured}"]) for measured in MEASURED[:3])
    return top1 if pd.isna(row[f"{ocr}_top1"]) else f"{top1} [{low}, {high}]"
