"""The plot of a results table: our scores with intervals, the paper's numbers as hollow marks."""

from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from clippings.figures.rows import BOTH, title_of
from clippings.figures.style import BLUE, ORANGE, PURPLE, error_bars, show_percent, title_panel


class Mark(NamedTuple):
    """How the points of one OCR look, and how far they are shifted off the line of their row."""

    offset: float
    shape: str
    colour: str


class Measure(NamedTuple):
    """What is plotted: a column of the table, the labels of its axis and of the hollow marks, its unit."""

    column: str
    axis: str
    paper: str
    unit: str


TOP1 = Measure("top1", "top-1 accuracy on matched test queries", "the paper on its own books", "%")
ARI = Measure("ari", "adjusted Rand index × 100 on test records", "the paper on its own newspapers", "")
MARKS = {"noisy": Mark(-0.17, "o", ORANGE), "clean": Mark(0.17, "s", BLUE), BOTH: Mark(0.0, "D", PURPLE)}
INCHES_PER_ROW = 0.36


def draw_scores(table: pd.DataFrame, measure: Measure) -> Figure:
    """Draw one panel a dataset, one below the other."""
    panels = [(str(name), rows) for name, rows in table.groupby("dataset", sort=False)]
    heights = [len(rows) + 1 for _, rows in panels]
    figure = Figure(figsize=(8, 1.4 + INCHES_PER_ROW * sum(heights)), layout="constrained")
    axes = figure.subplots(len(panels), 1, squeeze=False, sharex=True, height_ratios=heights)[:, 0]
    for axis, (name, rows) in zip(axes, panels, strict=True):
        _draw_panel(axis, rows.reset_index(drop=True), name, measure)
    axes[-1].set_xlabel(measure.axis)
    pairs = [pair for axis in axes for pair in zip(*axis.get_legend_handles_labels(), strict=True)]
    named = {label: handle for handle, label in pairs}
    labels = sorted(named)
    handles = [named[label] for label in labels]
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    return figure


def _draw_panel(axis: Axes, rows: pd.DataFrame, name: str, measure: Measure) -> None:
    # A row of both OCRs has the same numbers in the columns of either: one mark.
    columns = {ocr: f"{'clean' if ocr == BOTH else ocr}_{measure.column}" for ocr in MARKS}
    groups = {ocr: rows[rows["both"] == (ocr == BOTH)] for ocr in MARKS}
    shown = [ocr for ocr, own in groups.items() if own[columns[ocr]].notna().any()]
    for ocr in shown:
        mark, own = MARKS[ocr], groups[ocr]
        look: dict[str, Any] = {"marker": mark.shape, "color": mark.colour, "ls": ""}
        heights = own.index + (mark.offset if len(shown) > 1 else 0)
        measured, low, high = (own[f"{columns[ocr]}{end}"] for end in ("", "_low", "_high"))
        bars = error_bars(measured, low, high)
        ours, theirs = f"{title_of(ocr)}, ours with 95 % interval", f"{title_of(ocr)}, {measure.paper}"
        axis.errorbar(measured, heights, xerr=bars, ms=5, capsize=2.5, label=ours, **look)
        paper = own.get(f"paper_{ocr}", pd.Series(dtype=float))
        if paper.notna().any():
            axis.plot(paper, heights, mfc="none", ms=6, mew=1.3, label=theirs, **look)
    axis.set_yticks(rows.index, rows["label"])
    axis.set_ylim(len(rows) - 0.4, -0.6)
    for place in rows.index[1::2]:
        axis.axhspan(place - 0.5, place + 0.5, color="0.96", lw=0, zorder=0)
    show_percent(axis.xaxis, unit=measure.unit)
    axis.grid(axis="x", color="0.88")
    axis.spines["left"].set_visible(False)
    axis.tick_params(axis="y", length=0)
    title_panel(axis, name)
