"""The error breakdown: accuracy by properties of the queries, in small panels."""

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from clippings.figures.rows import Row, best_trained, chosen, label_of, ocrs_of, of_row, title_of
from clippings.figures.style import error_bars, look_of, show_percent, title_panel

KINDS = {
    "ocr_error": "errors per printed character",
    "length": "length of the text",
    "script": "script of the text",
    "shortened": "shortened in print",
    "homonym": "shares its name with another firm",
}
# Unordered classes: a line from one to the next would mean nothing.
UNORDERED = ("script", "shortened", "homonym")
WIDTH, HEIGHT = 5.2, 2.1
SPAN = 0.6


def draw_breakdown(breakdown: pd.DataFrame, scores: pd.DataFrame, names: dict[str, str]) -> Figure:
    """Draw a panel a property and OCR: the best string rows, language, visual and multimodal."""
    if breakdown.empty:
        return _draw_nothing()
    ocrs = ocrs_of(scores)
    # A property that all queries share tells nothing, as in a dataset without homonyms.
    bins = breakdown.groupby("kind")["bin"].nunique()
    kinds = [kind for kind in KINDS if bins.get(kind, 0) > 1] or [kind for kind in KINDS if kind in bins]
    figure = Figure(figsize=(WIDTH * len(ocrs) + 0.6, HEIGHT * len(kinds) + 0.8), layout="constrained")
    axes = figure.subplots(len(kinds), len(ocrs), squeeze=False, sharey=True)
    for column, ocr in enumerate(ocrs):
        rows = best_trained(chosen(scores, ocr, names=names))
        for axis, kind in zip(axes[:, column], kinds, strict=True):
            shown = [row for row in rows if _can_stand(kind, row, ocr)]
            lines = {"ls": ""} if kind in UNORDERED else {}
            _draw_panel(axis, breakdown[breakdown["kind"] == kind], shown, names, **lines)
            title_panel(axis, f"{KINDS[kind]}, {title_of(ocr)}")
        handles, shown = axes[-1, column].get_legend_handles_labels()
        axes[-1, column].legend(
            handles, shown, loc="upper left", bbox_to_anchor=(0, -0.3), frameon=False, ncols=2
        )
    # Points, not bars: the axis may begin at the quarter below the lowest interval.
    axes[0, 0].set_ylim(math.floor(4 * breakdown["low"].min()) / 4 - 0.03, 1.03)
    figure.supylabel("top-1 accuracy, 95 % interval", fontsize="medium")
    return figure


def _draw_nothing() -> Figure:
    """Draw a note where no property of the queries is known: no print, no name, no homonym."""
    figure = Figure(figsize=(WIDTH, 0.8), layout="constrained")
    figure.text(
        0.5, 0.5, "no property of the queries is known to break results down by", ha="center", va="center"
    )
    return figure


def _can_stand(kind: str, row: Row, ocr: str) -> bool:
    """Tell whether a row belongs in a panel: without one OCR errors are those of the noisy one."""
    return kind != "ocr_error" or row[1] == ocr or ocr != "clean"


def _draw_panel(
    axis: Axes, kind: pd.DataFrame, rows: Sequence[Row], names: dict[str, str], **lines: str
) -> None:
    for place, row in enumerate(rows):
        bins = of_row(kind, row).sort_values("place")
        look, shift = look_of(*row), SPAN * ((place + 0.5) / len(rows) - 0.5)
        axis.errorbar(
            bins["place"] + shift,
            bins["top1"],
            yerr=error_bars(bins["top1"], bins["low"], bins["high"]),
            label=label_of(row, names),
            capsize=2,
            elinewidth=1,
            ms=5,
            **(look.line() | lines),
        )
    bins = of_row(kind, rows[0]).sort_values("place")
    # Each bin has an equal part of the panel, in which its marks stay.
    axis.set_xlim(bins["place"].min() - 0.5, bins["place"].max() + 0.5)
    axis.set_xticks(bins["place"], [f"{row.bin}\nn = {row.n:,}" for row in bins.itertuples()])
    show_percent(axis.yaxis)
    axis.grid(axis="y", color="0.9")
