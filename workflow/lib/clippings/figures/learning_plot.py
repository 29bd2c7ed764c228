"""The learning curve of a dataset: scores against the number of labelled queries, simulated."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from clippings import frames, tables
from clippings.figures.learning import curve_of
from clippings.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, save_figure, title_panel

PANELS = {
    "top1": "top-1 accuracy of matched queries",
    "accuracy": "accuracy of all queries",
    "ece": "calibration error",
}
LOOKS = {
    "uncertainty": ("chosen by uncertainty", BLUE, "o", "-"),
    "random": ("chosen at random", ORANGE, "s", (0, (4, 2))),
}
END_LOOKS = {
    "none": ("without labels", GREY, "D"),
    "all": ("all labels", BLACK, "*"),
    "finetuned": ("all labels, encoders fine-tuned by them too", GREEN, "P"),
}


def draw_files(
    tables_of: Sequence[str | Path], pictures: Sequence[Sequence[str | Path]], *, resolution: int
) -> None:
    """Draw the learning curve in each file of the table `learning`, in the files that stand for it."""
    for path, drawn in zip(tables_of, pictures, strict=True):
        save_figure(partial(draw_learning, frames.read(path, tables.LEARNING)), drawn, resolution=resolution)


def draw_learning(learning: pd.DataFrame) -> Figure:
    """Draw each score against the number of labels: means over repeats, and bands from least to greatest."""
    figure = Figure(figsize=(10, 3.6), layout="constrained")
    for axis, (score, title) in zip(figure.subplots(1, len(PANELS)), PANELS.items(), strict=True):
        _draw_score(axis, learning, score)
        title_panel(axis, title)
        axis.set_xlabel("labelled queries (simulated)")
        axis.set_xlim(left=-0.03 * learning["labels"].max())
        axis.grid(color="0.92")
        # Curves often lie within a few points.
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=1, symbol="%"))
    handles, names = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=5, frameon=False)
    return figure


def _draw_score(axis: Axes, learning: pd.DataFrame, score: str) -> None:
    for strategy, (name, colour, marker, dashes) in LOOKS.items():
        means = curve_of(learning, score, strategy=strategy)
        repeats = learning[learning["strategy"] == strategy].groupby("labels")[score].agg(["min", "max"])
        axis.fill_between(repeats.index, repeats["min"], repeats["max"], color=colour, alpha=0.15, lw=0)
        axis.plot(means.index, means, color=colour, marker=marker, ls=dashes, ms=4, label=name)
    for strategy, (name, colour, marker) in END_LOOKS.items():
        end = learning[learning["strategy"] == strategy]
        axis.plot(
            end["labels"], end[score], color=colour, marker=marker, ls="", ms=7, label=name, clip_on=False
        )
