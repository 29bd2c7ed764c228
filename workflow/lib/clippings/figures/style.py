"""What all figures share: fonts, colours, the look of a row of the results table, and how they are saved."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from clippings.figures.rows import BOTH, is_normalised
from clippings.running import atomic

# Okabe and Ito (2008): distinct for every kind of colour vision; chosen so that they also differ in grey.
ORANGE, BLUE, GREEN, BLACK, GREY = "#E69F00", "#0072B2", "#009E73", "#000000", "#8C8C8C"
PURPLE = "#CC79A7"
# The first of these that is installed draws the characters that the Latin font lacks.
JAPANESE = ("BIZ UDGothic", "Noto Sans CJK JP", "IPAexGothic", "TakaoGothic", "VL Gothic")
UNDATED: dict[str, dict[str, Any]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
# Right and wrong differ in sign, colour, dashes and line width.
VERDICTS: dict[bool, tuple[str, str, Any, float]] = {
    True: ("✓", BLUE, "-", 2.0),
    False: ("✗", ORANGE, (0, (3, 2)), 1.4),
}


class Look(NamedTuple):
    """How the line of one row is drawn: colour and marker encode the modality, dashes the supervision."""

    colour: str
    marker: str
    dashes: Any
    width: float

    def line(self) -> dict[str, Any]:
        """Return this look as keyword arguments of a matplotlib line."""
        return {"color": self.colour, "marker": self.marker, "ls": self.dashes, "lw": self.width}


MODALITIES = {
    "visual": (GREEN, "^"),
    "language": (ORANGE, "v"),
    "multimodal": (BLUE, "o"),
    "all_evidence": (PURPLE, "D"),
}
BOTH_MARKER = "*"
DASHES = {"selfsup": (0, (4, 2)), "unaligned": (0, (1, 1)), "sup": "-", "carried": (0, (3, 1, 1, 1))}
RAW, NORMALISED = Look(GREY, "D", "-", 1.2), Look(BLACK, "s", "-", 1.2)
HASH = Look(GREEN, "P", (0, (5, 1, 1, 1)), 1.2)


def look_of(method: str, ocr: str = "") -> Look:
    """Choose the look of a row by its method: `sup_visual` and the like, a hash, else a string measure.

    A row that reads both OCRs has a marker of its own.
    """
    supervision, _, modality = method.partition("_")
    if supervision in DASHES and modality in MODALITIES:
        colour, marker = MODALITIES[modality]
        width = 2.2 if modality in ("multimodal", "all_evidence") else 1.5
        return Look(colour, BOTH_MARKER if ocr == BOTH else marker, DASHES[supervision], width)
    if method.endswith("hash"):
        return HASH
    return NORMALISED if is_normalised(method) else RAW


def settings() -> dict[Any, Any]:
    """Return the rc parameters of every figure: Japanese as fallback, texts as they are, fixed SVG ids."""
    installed = set(font_manager.get_font_names())
    return {
        "font.family": ["DejaVu Sans", *[name for name in JAPANESE if name in installed][:1]],
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "svg.fonttype": "none",
        "svg.hashsalt": "clippings",
        "text.parse_math": False,  # Names of firms and columns may hold dollar signs.
    }


def save_figure(draw: Callable[[], Figure], paths: Sequence[str | Path], *, resolution: int) -> None:
    """Draw a figure and write it to `paths` (.png, .svg), the same bytes each time; `resolution` in dpi."""
    with matplotlib.rc_context(settings()):
        figure = draw()
        for path in paths:
            with atomic(path) as temporary:
                figure.savefig(temporary, dpi=resolution, metadata=UNDATED[Path(path).suffix[1:]])


def error_bars(value: pd.Series, low: pd.Series, high: pd.Series) -> list[pd.Series]:
    """Return the lengths of the lower and upper error bars; rounding errors must not make them negative."""
    return [(value - low).clip(lower=0), (high - value).clip(lower=0)]


def show_percent(*axes: Any, unit: str = "%") -> None:
    """Label shares along matplotlib axes (`axis.xaxis`, `axis.yaxis`), × 100, with a unit."""
    for axis in axes:
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=unit))


def title_panel(axis: Axes, title: str) -> None:
    """Write the title of a panel at its upper left."""
    axis.set_title(title, loc="left", fontsize="medium", fontweight="bold")
