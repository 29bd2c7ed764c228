"""The plot of a results table: our scores with intervals, the paper's numbers as hollow marks."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from clippings.figures.style import BLUE, ORANGE, error_bars, show_percent, title_panel


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
MARKS = {"noisy": Mark(-0.17, "o", ORANGE), "clean": Mark(0.17, "s", BLUE)}
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
    figure.legend(handles=_legend(table, measure), loc="outside lower center", ncols=2, frameon=False)
    return figure


def _draw_panel(axis: Axes, rows: pd.DataFrame, name: str, measure: Measure) -> None:
    ocrs = _measured_ocrs(rows, measure)
    for ocr, mark in ((ocr, MARKS[ocr]) for ocr in ocrs):
        heights = rows.index + (mark.offset if len(ocrs) > 1 else 0)
        measured, low, high = (rows[f"{ocr}_{measure.column}{end}"] for end in ("", "_low", "_high"))
        bars = error_bars(measured, low, high)
        axis.errorbar(measured, heights, xerr=bars, fmt=mark.shape, color=mark.colour, ms=5, capsize=2.5)
        if _in_paper(rows, ocr):
            axis.add_line(_points(rows[f"paper_{ocr}"], heights, mark, hollow=True))
    axis.set_yticks(rows.index, rows["label"])
    axis.set_ylim(len(rows) - 0.4, -0.6)
    for place in rows.index[1::2]:
        axis.axhspan(place - 0.5, place + 0.5, color="0.96", lw=0, zorder=0)
    show_percent(axis.xaxis, unit=measure.unit)
    axis.grid(axis="x", color="0.88")
    axis.spines["left"].set_visible(False)
    axis.tick_params(axis="y", length=0)
    title_panel(axis, name)


def _measured_ocrs(table: pd.DataFrame, measure: Measure) -> list[str]:
    return [ocr for ocr in MARKS if table[f"{ocr}_{measure.column}"].notna().any()]


def _in_paper(table: pd.DataFrame, ocr: str) -> bool:
    return f"paper_{ocr}" in table and bool(table[f"paper_{ocr}"].notna().any())


def _legend(table: pd.DataFrame, measure: Measure) -> list[Line2D]:
    handles = []
    for ocr in _measured_ocrs(table, measure):
        ours, paper = _points([], [], MARKS[ocr]), _points([], [], MARKS[ocr], hollow=True)
        ours.set_label(f"{ocr} OCR, ours with 95 % interval")
        paper.set_label(f"{ocr} OCR, {measure.paper}")
        handles += [ours, paper] if _in_paper(table, ocr) else [ours]
    return handles


def _points(x: Sequence[float], y: Sequence[float], mark: Mark, *, hollow: bool = False) -> Line2D:
    points = Line2D(x, y, linestyle="", marker=mark.shape, color=mark.colour, markersize=5)
    if hollow:
        points.set(markerfacecolor="none", markersize=6, markeredgewidth=1.3)
    return points
