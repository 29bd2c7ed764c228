"""The map of when to trust what: top-1 accuracy against resolution or wear, and against errors of OCR."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from clippings.figures.quality import SWEEP, shown_rows, what_helps, with_steps
from clippings.figures.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, show_percent, title_panel
from clippings.tables import OCRS

# Colour, marker and label of each line.
LINES = {
    "string": (BLACK, "s", "best string row"),
    "visual": (GREEN, "^", "visual"),
    "language": (ORANGE, "v", "language"),
    "multimodal": (BLUE, "o", "multimodal"),
    "all": (PURPLE, "D", "all evidence"),
}
HELPS = {
    "picture": (0.085, GREEN, "^", "picture helps"),
    "text": (0.03, ORANGE, "v", "text helps"),
}
AXES = {"dpi": "resolution of the scan made again, dpi", "strength": "strength of ageing"}
TITLES = {"dpi": "{of}, scanned again (simulated)", "strength": "{of}, drawn"}
HEIGHT, WIDTH = 3.1, 4.6
ROOM = 0.16  # of an axis, below all intervals, for what helps


def draw_quality(quality: pd.DataFrame) -> Figure:
    """Draw a `quality` table: for each dataset that is swept two lines of panels, one panel an OCR.

    Print gets worse to the right. Bands are 95 % intervals, hollow marks scans in black and white; what helps
    stands at the foot.
    """
    sweeps = list(with_steps(quality).groupby(SWEEP, sort=False))
    ocrs = [ocr for ocr in OCRS if quality[f"{ocr}_cer"].notna().any()]
    size = (WIDTH * len(ocrs), HEIGHT * 2 * len(sweeps) + 0.6)
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(2 * len(sweeps), len(ocrs), squeeze=False, sharey=True)
    for place, ((of, swept), sweep) in enumerate(sweeps):
        for column, ocr in enumerate(ocrs):
            upper, lower = grid[2 * place][column], grid[2 * place + 1][column]
            points = _points(sweep, ocr)
            _draw_panel(upper, points, "value")
            _draw_panel(lower, points, "cer")
            title_panel(upper, f"{TITLES[swept].format(of=of)}: {ocr} OCR")
            _label(upper, lower, swept, points, ocr)
    for axis in grid[:, 0]:
        axis.set_ylabel("top-1 accuracy")
    low = min(quality["top1_low"].min(), quality["top1"].min())
    grid[0][0].set_ylim(low - ROOM * (1.02 - low) - 0.01, 1.02)
    figure.legend(handles=_legend(quality), loc="outside lower center", ncols=4, frameon=False)
    return figure


def _points(sweep: pd.DataFrame, ocr: str) -> pd.DataFrame:
    """List what is drawn of each step on one OCR: modality, top-1 with interval, what helps."""
    rows = []
    for _, step in sweep.groupby("step", sort=False):
        shown = shown_rows(step, ocr)
        helps = what_helps(step, shown, ocr)
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
    for modality, (colour, marker, _) in LINES.items():
        own = points[points["modality"] == modality].sort_values(across)
        line, alone = own[~own["binarised"]], own[own["binarised"]]
        width = 2.2 if modality in ("multimodal", "all") else 1.4
        axis.fill_between(line[across], line["top1_low"], line["top1_high"], color=colour, alpha=0.13, lw=0)
        axis.plot(line[across], line["top1"], color=colour, marker=marker, ms=4.5, lw=width)
        axis.plot(
            alone[across], alone["top1"], color=colour, marker=marker, ms=5.5, ls="", mfc="none", mew=1.3
        )
    steps = points[~points["binarised"]].drop_duplicates(across)
    for kind, (height, colour, marker, _) in HELPS.items():
        own = steps.loc[steps[kind], across]
        axis.plot(
            own,
            [height] * len(own),
            transform=axis.get_xaxis_transform(),
            color=colour,
            marker=marker,
            ms=6,
            ls="",
        )
    axis.grid(color="0.9")
    show_percent(axis.yaxis)


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
    show_percent(lower.xaxis)


def _legend(quality: pd.DataFrame) -> list[Line2D]:
    there = [modality for modality in LINES if (quality["modality"] == modality).any()]
    handles = [
        Line2D([], [], color=c, marker=m, ms=5, label=label) for c, m, label in map(LINES.__getitem__, there)
    ]
    if quality["binarised"].any():
        look: dict[str, Any] = {"color": "0.3", "marker": "o", "mfc": "none", "ls": ""}
        handles.append(Line2D([], [], **look, label="black and white"))
    return handles + [
        Line2D([], [], color=c, marker=m, ls="", ms=6, label=label) for _, c, m, label in HELPS.values()
    ]
