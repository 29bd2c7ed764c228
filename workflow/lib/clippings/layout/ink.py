"""The look of type in a few numbers a line: its size and weight; nothing is read."""

import numpy as np
import pandas as pd

from clippings.images import Pixels, to_reading
from clippings.layout.spans import BOTTOM, END, START, TOP, Spans
from clippings.layout.tilt import type_ink
from clippings.layout.trimming import Ink, tighten

# In pixels, but for the density: the share of ink where letters stand.
INK = ["ink_height", "ink_density", "stem_width", "bar_width"]


def measure_ink(image: Pixels, spans: Spans, *, orientation: str) -> pd.DataFrame:
    """Measure the ink of lines, spans (n, 4), on the image (h, w[, 3]) of their straight page.

    Return the columns `INK`. A line without ink measures zero in every column.
    """
    ink = to_reading(type_ink(image), orientation)
    measures = np.zeros((len(spans), len(INK)))
    for number, span in enumerate(tighten(spans, ink).astype(int)):
        line = ink[span[TOP] : span[BOTTOM], span[START] : span[END]]
        if line.size:
            measures[number] = _measure(line)
    return pd.DataFrame(measures, columns=INK)


def _measure(line: Ink) -> list[float]:
    """Measure the ink of one line (h, w) that has ink in its outermost rows and columns."""
    area, box = np.count_nonzero(line), len(line) * np.count_nonzero(line.any(axis=0))
    along, across = _strokes(line), _strokes(line.T)
    # The mean run of ink along the line is the width of its stems, that across it the width of its bars.
    return [len(line), area / box, area / along, area / across]


def _strokes(line: Ink) -> int:
    """Count the runs of ink along the second axis."""
    return int(np.count_nonzero(line[:, 0]) + np.count_nonzero(line[:, 1:] & ~line[:, :-1]))
