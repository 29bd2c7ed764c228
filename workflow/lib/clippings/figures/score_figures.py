"""The figures of one dataset's scores, among them risk-coverage curves and reliability diagrams."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from clippings import frames, tables
from clippings.figures.breakdown_plot import draw_breakdown
from clippings.figures.comparisons import draw_differences
from clippings.figures.rows import Row, chosen, label_of, ocrs_of, of_row, title_of
from clippings.figures.style import error_bars, look_of, save_figure, show_percent, title_panel
from clippings.tables import OCRS

FIGURES = ("paired", "risk_coverage", "reliability", "breakdown")
MARK_EVERY = 0.12
# Panels of reliability diagrams: how many side by side, their size and gap, letters of a title's line.
COLUMNS, WIDTH, HEIGHT, GAP, LETTERS = 3, 2.7, 2.3, 0.08, 36
TICKS = (0, 0.25, 0.5, 0.75, 1)
GROUND = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}


def draw_score_figures(
    files: Mapping[str, str | Path],
    paths: Mapping[str, Sequence[str | Path]],
    *,
    names: dict[str, str],
    resolution: int,
) -> None:
    """Draw each of FIGURES into its `paths` (.png, .svg), the same bytes each time.

    `files` maps `scores` and the names of FIGURES to their tables, `names` methods to their labels.
    """
    scores = frames.read(files["scores"], tables.SCORES)
    paired = frames.read(files["paired"], tables.PAIRED)
    curves = frames.read(files["risk_coverage"], tables.RISK_COVERAGE)
    bins = frames.read(files["reliability"], tables.RELIABILITY)
    breakdown = frames.read(files["breakdown"], tables.BREAKDOWN)
    figures = {
        "paired": lambda: draw_differences(paired, names),
        "risk_coverage": lambda: draw_risk(curves, scores, names),
        "reliability": lambda: draw_reliability(bins, scores, names),
        "breakdown": lambda: draw_breakdown(breakdown, scores, names),
    }
    for name, draw in figures.items():
        save_figure(draw, paths[name], resolution=resolution)


def draw_risk(curves: pd.DataFrame, scores: pd.DataFrame, names: dict[str, str]) -> Figure:
    """Draw risk against coverage: one panel an OCR, the legend to its right."""
    ocrs = ocrs_of(scores)
    figure = Figure(figsize=(8, 3.7 * len(ocrs)), layout="constrained")
    axes = figure.subplots(len(ocrs), 1, squeeze=False, sharex=True, sharey=True)[:, 0]
    for axis, ocr in zip(axes, ocrs, strict=True):
        _draw_curves(axis, curves, chosen(scores, ocr, names=names), names)
        title_panel(axis, title_of(ocr))
    axes[-1].set_xlabel("coverage: share of all test queries, the most confident first")
    return figure


def draw_reliability(bins: pd.DataFrame, scores: pd.DataFrame, names: dict[str, str]) -> Figure:
    """Draw a panel a row, OCR by OCR, then those of none and both; rows without probabilities have none."""
    candidates = dict.fromkeys(row for ocr in ocrs_of(scores) for row in chosen(scores, ocr, names=names))
    rows = [row for row in sorted(candidates, key=lambda row: row[1] not in OCRS) if len(of_row(bins, row))]
    lines = max(-(-len(rows) // COLUMNS), 1)
    size = (WIDTH * COLUMNS, HEIGHT * lines + 0.5)
    figure = Figure(figsize=size, layout=ConstrainedLayoutEngine(wspace=GAP))
    axes = list(figure.subplots(lines, COLUMNS, squeeze=False, sharex=True, sharey=True).flat)
    for axis in axes[len(rows) :]:
        axis.remove()
    for axis, row in zip(axes, rows, strict=False):
        _draw_bins(axis, of_row(bins, row).sort_values("bin"), row)
        _title_bins(axis, row, of_row(scores, row)["ece"].mean(), names)
    for axis in axes[: len(rows)][-COLUMNS:]:
        axis.tick_params(labelbottom=True)
    figure.supxlabel("calibrated probability that the first neighbour is acceptable", fontsize="medium")
    figure.supylabel("share that is, with 95 % interval", fontsize="medium")
    return figure


def _draw_curves(axis: Axes, curves: pd.DataFrame, rows: Sequence[Row], names: dict[str, str]) -> None:
    for place, row in enumerate(rows):
        curve = of_row(curves, row).sort_values("coverage")
        # Marks of different lines start at different places, so that they do not cover each other.
        every = (MARK_EVERY * (place % 4) / 4, MARK_EVERY)
        # The last mark, on the edge of the panel, is not clipped.
        style = look_of(*row).line() | {"markevery": every, "ms": 5, "clip_on": False}
        axis.plot(curve["coverage"], curve["risk"], label=label_of(row, names), **style)
    axis.set(xlim=(0, 1), ylabel="risk: share that is wrong")
    axis.set_ylim(bottom=0)
    show_percent(axis.xaxis, axis.yaxis)
    axis.grid(color="0.9")
    axis.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, handlelength=4)


def _draw_bins(axis: Axes, bins: pd.DataFrame, row: Row) -> None:
    look = look_of(*row)
    bars = error_bars(bins["accuracy"], bins["low"], bins["high"])
    axis.plot([0, 1], [0, 1], color="0.6", lw=1, ls=(0, (3, 3)))
    axis.errorbar(
        bins["confidence"], bins["accuracy"], yerr=bars, fmt=look.marker, color=look.colour, ms=4, capsize=2
    )
    axis.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xticks=TICKS, yticks=TICKS)
    show_percent(axis.xaxis, axis.yaxis)
    axis.grid(color="0.92")


def _title_bins(axis: Axes, row: Row, error: float, names: dict[str, str]) -> None:
    """Write the name of the row above its panel, and its expected calibration error within."""
    lines = textwrap.wrap(label_of(row, names), LETTERS) + [title_of(row[1])] * (row[1] in OCRS)
    axis.set_title("\n".join(lines), loc="left", fontsize="small", fontweight="bold")
    text = axis.text(0.97, 0.04, f"ECE {error:.3f}", ha="right", transform=axis.transAxes, fontsize="small")
    text.set_bbox(GROUND)
