"""The map of when to trust what: top-1 accuracy against resolution or wear, and against errors of OCR."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from clippings.figures.quality import ALL, HELPS, SWEEP, shown_rows, what_helps, with_steps
from clippings.figures.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, show_percent, title_panel
from clippings.tables import OCRS

# Colour, marker, style and label of each line.
LINES = {
    "string": (BLACK, "s", "-", "best string row"),
    "visual": (GREEN, "^", "-", "visual"),
    "language": (ORANGE, "v", "-", "language"),
    "multimodal": (BLUE, "o", "-", "multimodal"),
    "all": (PURPLE, "D", "-", "all evidence"),
    "unlabelled": (PURPLE, "d", "--", "all evidence, no labels"),
}
# At which share of an axis it stands where something helps: the picture, text, all evidence.
FOOT = {"picture": (0.085, GREEN, "^"), "text": (0.03, ORANGE, "v"), "all": (0.14, PURPLE, "D")}
# Between error rates of .01 and .6 a square root spreads the points evenly.
CERS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8)
AXES = {"dpi": "resolution of the scan made again, dpi", "strength": "strength of ageing"}
TITLES = {"dpi": "{of}, scanned again (simulated)", "strength": "{of}, drawn"}
HEIGHT, WIDTH = 3.1, 4.6
SPACE = 0.19  # of an axis, below all intervals, for what helps


def draw_quality(quality: pd.DataFrame) -> Figure:
    """Draw a `quality` table: for each dataset that is swept two lines of panels, one panel an OCR.

    Print gets worse to the right. Bands are 95 % intervals, hollow marks scans in black and white; what helps
    stands at the foot.
    """
    sweeps = list(with_steps(quality).groupby(SWEEP, sort=False))
    ocrs = [ocr for ocr in OCRS if quality[f"{ocr}_cer"].notna().any()]
    size = (WIDTH * len(ocrs), HEIGHT * 2 * len(sweeps) + 0.6)
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(2 * len(sweeps), len(ocrs), squeeze=False, sharey="row")
    drawn = []
    for place, ((of, swept), sweep) in enumerate(sweeps):
        for column, ocr in enumerate(ocrs):
            upper, lower = grid[2 * place][column], grid[2 * place + 1][column]
            points = _points(sweep, ocr)
            drawn.append(points)
            _draw_panel(upper, points, "value")
            _draw_panel(lower, points, "cer")
            title_panel(upper, f"{TITLES[swept].format(of=of)}: {ocr} OCR")
            _label(upper, lower, swept, points, ocr)
            for axis in (upper, lower):
                _show_shares(axis, min(sweep["top1_low"].min(), sweep["top1"].min()))
    for axis in grid[:, 0]:
        axis.set_ylabel("top-1 accuracy")
    figure.legend(handles=_legend(pd.concat(drawn)), loc="outside lower center", ncols=5, frameon=False)
    return figure


def _points(sweep: pd.DataFrame, ocr: str) -> pd.DataFrame:
    """List what is drawn of each step on one OCR: modality, top-1 with interval, what helps."""
    rows = []
    for _, step in sweep.groupby("step", sort=False):
        shown = shown_rows(step, ocr)
        helps = what_helps(step, shown)
        place = {"value": step["value"].iloc[0], "cer": step[f"{ocr}_cer"].iloc[0]}
        binarised = bool(step["binarised"].iloc[0])
        rows += [
            {**place, **helps, "modality": modality, "binarised": binarised}
            | {name: row[name] for name in ("top1", "top1_low", "top1_high")}
            for modality, row in shown.items()
        ]
    return pd.DataFrame(rows)


def _draw_panel(axis: Axes, points: pd.DataFrame, across: str) -> None:
    """Draw one panel: a line a modality over the column `across`, black-and-white scans beside it."""
    for modality, (colour, marker, style, _) in LINES.items():
        own = points[points["modality"] == modality].sort_values(across)
        line, alone = own[~own["binarised"]], own[own["binarised"]]
        width = 2.2 if modality in ("multimodal", "all") else 1.4
        axis.fill_between(line[across], line["top1_low"], line["top1_high"], color=colour, alpha=0.13, lw=0)
        axis.plot(line[across], line["top1"], color=colour, marker=marker, ls=style, ms=4.5, lw=width)
        axis.plot(
            alone[across], alone["top1"], color=colour, marker=marker, ms=5.5, ls="", mfc="none", mew=1.3
        )
    steps = points[~points["binarised"]].drop_duplicates(across)
    for kind, (height, colour, marker) in FOOT.items():
        own = steps.loc[steps[kind], across]
        foot: dict[str, Any] = {"transform": axis.get_xaxis_transform(), "ls": ""}
        axis.plot(own, [height] * len(own), color=colour, marker=marker, ms=5.5, **foot)
    axis.grid(color="0.9")


def _label(upper: Axes, lower: Axes, swept: str, points: pd.DataFrame, ocr: str) -> None:
    """Label both axes of an OCR: worse print is right on either."""
    values = sorted(set(points.loc[~points["binarised"], "value"]))
    upper.set_xlabel(AXES[swept])
    if swept == "dpi":
        upper.set_xscale("log")
        upper.invert_xaxis()
    upper.set_xticks(values, [f"{value:g}" for value in values])
    upper.minorticks_off()
    lower.set_xlabel(f"character error rate of the {ocr} OCR")
    lower.set_xscale("function", functions=(_root, np.square))
    lowest, highest = points["cer"].min(), points["cer"].max()
    lower.set_xticks([cer for cer in CERS if 0.8 * lowest <= cer <= 1.02 * highest])
    show_percent(lower.xaxis)


def _root(values: Any) -> Any:
    return np.sqrt(np.maximum(values, 0))


def _show_shares(axis: Axes, low: float) -> None:
    """Show shares from `low` to 1, and below them space for what helps."""
    axis.set_yticks([share / 10 for share in range(0, 11, 2 if low < 0.5 else 1) if share / 10 >= low - 0.1])
    axis.set_ylim(low - SPACE * (1.02 - low) - 0.01, 1.02)
    show_percent(axis.yaxis)


def _legend(points: pd.DataFrame) -> list[Line2D]:
    there = [modality for modality in LINES if (points["modality"] == modality).any()]
    handles = [
        Line2D([], [], color=colour, marker=marker, ls=style, ms=5, label=label)
        for colour, marker, style, label in map(LINES.__getitem__, there)
    ]
    if points["binarised"].any():
        look: dict[str, Any] = {"color": "0.3", "marker": "o", "mfc": "none", "ls": ""}
        handles.append(Line2D([], [], **look, label="black and white"))
    there = [kind for kind in FOOT if kind != ALL or ALL in there]
    feet = [(FOOT[kind][1], FOOT[kind][2], HELPS[kind]) for kind in there]
    return handles + [Line2D([], [], color=c, marker=m, ls="", ms=5.5, label=label) for c, m, label in feet]
