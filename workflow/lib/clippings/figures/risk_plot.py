"""Risk against coverage: how often a row is wrong on the queries of which it is surest."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from clippings.figures.rows import Row, chosen, ocrs_of, of_row, title_of
from clippings.figures.style import head_panel, look_of, show_percent

MARK_EVERY = 0.12


def draw_risk(curves: pd.DataFrame, scores: pd.DataFrame, names: dict[str, str]) -> Figure:
    """Draw the panels side by side, their legend to the right of each."""
    ocrs = ocrs_of(scores)
    figure = Figure(figsize=(8, 3.7 * len(ocrs)), layout="constrained")
    axes = figure.subplots(len(ocrs), 1, squeeze=False, sharex=True, sharey=True)[:, 0]
    for axis, ocr in zip(axes, ocrs, strict=True):
        _draw_panel(axis, curves, chosen(scores, ocr, names=names), names)
        head_panel(axis, title_of(ocr))
    axes[-1].set_xlabel("coverage: share of all test queries, the surest first")
    return figure


def _draw_panel(axis: Axes, curves: pd.DataFrame, rows: Sequence[Row], names: dict[str, str]) -> None:
    for place, row in enumerate(rows):
        curve = of_row(curves, row).sort_values("coverage")
        # Marks of different lines start at different places, so that they do not cover each other.
        every = (MARK_EVERY * (place % 4) / 4, MARK_EVERY)
        style = look_of(row[0]).line()
        # The last mark stands on the edge of the panel, whole.
        style |= {"markevery": every, "ms": 5, "clip_on": False}
        axis.plot(curve["coverage"], curve["risk"], label=names.get(row[0], row[0]), **style)
    axis.set(xlim=(0, 1), ylabel="risk: share that is wrong")
    axis.set_ylim(bottom=0)
    show_percent(axis.xaxis, axis.yaxis)
    axis.grid(color="0.9")
    axis.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, handlelength=4)
