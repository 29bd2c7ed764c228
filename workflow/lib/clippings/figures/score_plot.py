"""The plot of the results table: our accuracies with intervals, the paper's numbers as hollow marks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from clippings.running import atomic


class Mark(NamedTuple):
    """How the points of one OCR look, and how far they lie off the line of their row."""

    offset: float
    shape: str
    colour: str


# Blue and orange of Okabe and Ito (2008): apart for every kind of colour vision, dark and light in grey.
MARKS = {"noisy": Mark(-0.15, "o", "#E69F00"), "clean": Mark(0.15, "s", "#0072B2")}
INCHES_PER_ROW = 0.42
# Text stays text in an SVG, and its ids do not change from run to run.
SETTINGS: dict[Any, str] = {"svg.hashsalt": "clippings", "svg.fonttype": "none", "font.family": "DejaVu Sans"}
UNDATED = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}


def plot_scores(table: pd.DataFrame, paths: Sequence[str | Path], *, resolution: int) -> None:
    """Plot a results table, one panel a dataset, into `paths` (.png, .svg), the same bytes each time."""
    with matplotlib.rc_context(SETTINGS):
        figure = draw_scores(table)
        for path in paths:
            kind = Path(path).suffix[1:]
            with atomic(path) as temporary:
                figure.savefig(temporary, dpi=resolution, metadata=UNDATED[kind])


def draw_scores(table: pd.DataFrame) -> Figure:
    """Draw the panels of all datasets, one below the other."""
    panels = [(str(name), rows) for name, rows in table.groupby("dataset", sort=False)]
    heights = [len(rows) + 1 for _, rows in panels]
    figure = Figure(figsize=(8, 1.6 + INCHES_PER_ROW * sum(heights)), layout="constrained")
    axes = figure.subplots(len(panels), 1, squeeze=False, sharex=True, height_ratios=heights)[:, 0]
    for axis, (name, rows) in zip(axes, panels, strict=True):
        _draw_panel(axis, rows.reset_index(drop=True), name)
    axes[-1].set_xlabel("top-1 accuracy on matched test queries")
    figure.legend(handles=_legend(), loc="outside lower center", ncols=2, frameon=False)
    return figure


def _draw_panel(axis: Axes, rows: pd.DataFrame, name: str) -> None:
    for ocr, mark in MARKS.items():
        measured, heights = rows[f"{ocr}_top1"], rows.index + mark.offset
        arms = [measured - rows[f"{ocr}_top1_low"], rows[f"{ocr}_top1_high"] - measured]
        axis.errorbar(measured, heights, xerr=arms, fmt=mark.shape, color=mark.colour, ms=6, capsize=3)
        axis.add_line(_points(rows[f"paper_{ocr}"], heights, mark, hollow=True))
    axis.set_yticks(rows.index, rows["label"])
    axis.set_ylim(len(rows) - 0.4, -0.6)
    axis.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axis.grid(axis="x", color="0.9")
    axis.set_axisbelow(True)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(axis="y", length=0)
    axis.set_title(name, loc="left", fontsize="medium", fontweight="bold")


def _legend() -> list[Line2D]:
    handles = []
    for ocr, mark in MARKS.items():
        ours, papers = _points([], [], mark), _points([], [], mark, hollow=True)
        ours.set_label(f"{ocr} OCR, ours with 95 % interval")
        papers.set_label(f"{ocr} OCR, the paper on its own books")
        handles += [ours, papers]
    return handles


def _points(x: Sequence[float], y: Sequence[float], mark: Mark, *, hollow: bool = False) -> Line2D:
    points = Line2D(x, y, linestyle="", marker=mark.shape, color=mark.colour, markersize=6)
    if hollow:
        points.set(markerfacecolor="none", markersize=7, markeredgewidth=1.3)
    return points
