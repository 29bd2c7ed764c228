"""The results tables: each row of a dataset once, measured on both OCRs, beside what the paper reports."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from clippings.figures.rows import BOTH, VISUAL, in_order, label_of, labels, with_ocr
from clippings.tables import OCRS

# The statistics of a score in the averages, and the suffix of each one's column.
ENDS = {"mean": "", "low": "_low", "high": "_high", "sd": "_sd"}
ROW = ["dataset", "method", "both"]


class Contents(NamedTuple):
    """What a results table shows: `scores` with interval and spread, `numbers` with neither.

    `paper` maps the columns of the paper's own table to ours.
    """

    scores: tuple[str, ...]
    numbers: tuple[str, ...]
    paper: Mapping[str, str]


LINKS = Contents(
    ("top1", "union_recall", "accuracy", "matched_recall", "no_match_recall", "aurc", "coverage", "ece"),
    ("n", "n_all", "threshold", "image_weight"),
    {ocr: f"paper_{ocr}" for ocr in ("noisy", "clean", "noisy_all", "clean_all")},
)
CLUSTERS = Contents(
    (
        *("ari", "pairwise_f1", "pairwise_precision", "pairwise_recall"),
        *("bcubed_f1", "bcubed_precision", "bcubed_recall"),
    ),
    ("image_weight",),
    # The paper's captions were read by one OCR, as the newspapers came: the noisy one.
    {"ari": "paper_noisy"},
)


def lay_out(
    averages: pd.DataFrame, layout: pd.DataFrame, contents: Contents, *, paper: Collection[str]
) -> pd.DataFrame:
    """Lay out averages as the paper does: one row a dataset and method, columns for noisy and clean OCR.

    `paper` lists the datasets beside which the paper's numbers stand. A row whose method uses no text, or
    reads both OCRs (`both`, a row of its own), stands for every OCR that its dataset has. Methods that
    `layout` does not name follow at the end; rows of the layout without a score are left out.
    """
    averages = averages.assign(both=averages["ocr"] == BOTH)
    groups = averages.groupby(ROW, sort=False)
    about = pd.DataFrame({"seeds": groups["seeds"].max(), "visual": groups["ocr"].first() == VISUAL})
    names = [f"{name}{end}" for name in contents.scores for end in ENDS.values()] + list(contents.numbers)
    table = pd.concat([about, *(_columns_of(averages, ocr, names) for ocr in OCRS)], axis=1).reset_index()
    theirs = layout.reindex(columns=["method", "label", *contents.paper]).rename(columns=dict(contents.paper))
    table = table.merge(theirs, on="method", how="left")
    table.loc[~table["dataset"].isin(list(paper)), list(contents.paper.values())] = np.nan
    return _ordered(table, layout)


def _columns_of(averages: pd.DataFrame, ocr: str, names: Sequence[str]) -> pd.DataFrame:
    """Lay out the rows of one OCR, of none and of both, except those of datasets with the other OCR alone."""
    texts = averages[averages["ocr"].isin(OCRS)]
    elsewhere = set(texts["dataset"]) - set(texts.loc[texts["ocr"] == ocr, "dataset"])
    shown = with_ocr(averages, ocr)
    wide = shown[~shown["dataset"].isin(elsewhere)].pivot(index=ROW, columns="score", values=list(ENDS))
    wide.columns = [f"{score}{ENDS[end]}" for end, score in wide.columns]
    return wide.reindex(columns=names).astype(float).add_prefix(f"{ocr}_")


def _ordered(table: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    ranked = in_order(table["method"].tolist(), labels(layout))
    names = dict(zip(table["method"], table["label"].fillna(table["method"]), strict=True))
    own = zip(table["method"], table["both"].map({True: BOTH, False: ""}), strict=True)
    table = table.assign(
        label=[label_of(row, names) for row in own],
        place=table["method"].map(ranked.index),
        first=table.groupby("dataset", sort=False).ngroup(),
    )
    return table.sort_values(["first", "place", "both"]).drop(columns=["first", "place"])
