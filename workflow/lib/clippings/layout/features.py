"""Lines as vectors: geometry and ink of each relative to its page, and the same of those above and below."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.layout.ink import INK
from clippings.layout.spans import BOTTOM, END, START, TOP, Labels, Spans, reading_order, sizes
from clippings.layout.tilt import straight_spans

Features = NDArray[np.float64]
OWN = ["indent", "rest", "off_centre", "length", "thickness", "row_indent", "row_rest", "row_lines"]
OWN += [*INK, *(f"{measure}_on_page" for measure in INK)]
BESIDE = [*OWN, "distance"]
FEATURES = [*OWN, *(f"{name}_above" for name in BESIDE), *(f"{name}_below" for name in BESIDE)]


def line_features(lines: pd.DataFrame) -> Features:
    """Describe the lines (n) of whole pages by `FEATURES` (n, d); lengths in the page's height of ink.

    `lines` has page, orientation, width, height, tilt, the corners on the page as scanned, and `INK`. Ink
    is given as measured, too, since the type of a publication is of one size on all its pages. What stands
    above or below a row is the longest line of the next row in its column; where there is none, NaN.
    """
    spans, band, row = _places(lines)
    page = lines.groupby("page", sort=False).ngroup().to_numpy()
    unit = np.maximum(_per(page, lines["ink_height"].to_numpy(), "median"), 1.0)
    ink = lines[INK].to_numpy(float)
    typical = np.column_stack([_per(page, measure, "median") for measure in ink.T])
    relative = np.divide(ink, typical, out=np.zeros_like(ink), where=typical > 0)
    own = np.hstack(
        [_geometry(spans, band, row) / unit[:, None], np.bincount(row)[row][:, None], ink, relative]
    )
    longest = pd.Series(spans[:, END] - spans[:, START]).groupby(row).idxmax().to_numpy()
    return np.hstack([own, *(_beside(own, spans, band, unit, longest=longest, step=s)[row] for s in (-1, 1))])


def _places(lines: pd.DataFrame) -> tuple[Spans, Labels, Labels]:
    """Return spans (n, 4) on straight pages, and bands (n,) and rows (n,) numbered through all pages."""
    spans, band, row = np.zeros((len(lines), 4)), np.zeros(len(lines), int), np.zeros(len(lines), int)
    bands, rows = 0, 0
    for places in lines.groupby("page", sort=False).indices.values():
        _, spans[places] = straight_spans(lines.iloc[places])
        _, here, line = reading_order(spans[places])
        band[places], row[places] = bands + here, rows + line
        bands, rows = bands + here.max() + 1, rows + line.max() + 1
    return spans, band, row


def _geometry(spans: Spans, band: Labels, row: Labels) -> Features:
    """Measure lines (n) against the margins of their band: the first seven of `OWN`, in pixels."""
    start, end = spans[:, START], spans[:, END]
    # A tenth of the lines may stand out into a margin.
    left, right = _per(band, start, "quantile", 0.1), _per(band, end, "quantile", 0.9)
    off_centre = (start + end - left - right) / 2
    row_start, row_end = _per(row, start, "min"), _per(row, end, "max")
    columns = [start - left, right - end, off_centre, end - start, sizes(spans)]
    return np.column_stack([*columns, row_start - left, right - row_end])


def _beside(
    own: Features, spans: Spans, band: Labels, unit: Features, *, longest: Labels, step: int
) -> Features:
    """Return for each row the features of the row `step` further on in its band, and how far off it is."""
    other = pd.Series(longest).groupby(band[longest]).shift(-step)
    known = other.notna().to_numpy()
    here, there = longest[known], other[known].to_numpy(int)
    middle = (spans[:, TOP] + spans[:, BOTTOM]) / 2
    beside = np.full((len(longest), len(BESIDE)), np.nan)
    beside[known] = np.column_stack([own[there], np.abs(middle[there] - middle[here]) / unit[here]])
    return beside


def _per(group: Labels, values: NDArray[np.float64], measure: str, *arguments: float) -> Features:
    return np.asarray(pd.Series(values).groupby(group).transform(measure, *arguments), dtype=float)
