"""Reliability: the calibrated probability of a link against how often it came true."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from clippings.figures.rows import VISUAL, Row, chosen, ocrs_of, of_row
from clippings.figures.style import arms, look_of, show_percent

COLUMNS, WIDTH, HEIGHT = 3, 2.7, 2.3
LETTERS, GAP = 36, 0.08
TICKS = (0, 0.25, 0.5, 0.75, 1)


def draw_reliability(bins: pd.DataFrame, scores: pd.DataFrame, names: dict[str, str]) -> Figure:
    """Draw the panels OCR by OCR, then the visual rows; rows without probabilities have no panel."""
    found = dict.fromkeys(row for ocr in ocrs_of(scores) for row in chosen(scores, ocr, names=names))
    rows = [row for row in sorted(found, key=lambda row: row[1] == VISUAL) if len(of_row(bins, row))]
    lines = max(-(-len(rows) // COLUMNS), 1)
    size = (WIDTH * COLUMNS, HEIGHT * lines + 0.5)
    figure = Figure(figsize=size, layout=ConstrainedLayoutEngine(wspace=GAP))
    axes = list(figure.subplots(lines, COLUMNS, squeeze=False, sharex=True, sharey=True).flat)
    for axis in axes[len(rows) :]:
        axis.remove()
    for axis, row in zip(axes, rows, strict=False):
        _draw_panel(axis, of_row(bins, row).sort_values("bin"), row)
        _head(axis, row, of_row(scores, row)["ece"].mean(), names)
    for axis in axes[: len(rows)][-COLUMNS:]:
        axis.tick_params(labelbottom=True)
    figure.supxlabel("calibrated probability that the first neighbour is acceptable", fontsize="medium")
    figure.supylabel("share that is, with 95 % interval", fontsize="medium")
    return figure


def _draw_panel(axis: Axes, bins: pd.DataFrame, row: Row) -> None:
    look = look_of(row[0])
    reach = arms(bins["accuracy"], bins["low"], bins["high"])
    axis.plot([0, 1], [0, 1], color="0.6", lw=1, ls=(0, (3, 3)))
    axis.errorbar(
        bins["confidence"], bins["accuracy"], yerr=reach, fmt=look.marker, color=look.colour, ms=4, capsize=2
    )
    axis.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xticks=TICKS, yticks=TICKS)
    show_percent(axis.xaxis, axis.yaxis)
    axis.grid(color="0.92")


def _head(axis: Axes, row: Row, error: float, names: dict[str, str]) -> None:
    """Name the row over its panel, and its expected calibration error within."""
    method, ocr = row
    lines = textwrap.wrap(names.get(method, method), LETTERS) + [f"{ocr} OCR"] * (ocr != VISUAL)
    axis.set_title("\n".join(lines), loc="left", fontsize="small", fontweight="bold")
    ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
    text = axis.text(0.97, 0.04, f"ECE {error:.3f}", ha="right", transform=axis.transAxes, fontsize="small")
    text.set_bbox(ground)
