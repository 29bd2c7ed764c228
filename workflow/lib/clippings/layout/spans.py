"""Boxes as spans along and across the reading direction, so that both directions share one geometry.

A span is (start, top, end, bottom): it runs from `start` to `end` along its line, and lines follow one
another from `top` to `bottom`. For horizontal print that is the box itself; a vertical page is turned so that
its first line, at the right edge, comes uppermost.
"""

import numpy as np
from numpy.typing import NDArray

from clippings.overlaps import Boxes

Spans = NDArray[np.float64]
Labels = NDArray[np.int64]
START, TOP, END, BOTTOM = range(4)


def to_spans(boxes: Boxes, *, orientation: str, width: int) -> Spans:
    """Turn boxes (n, 4) of x0, y0, x1, y1 on a page `width` pixels wide into spans (n, 4)."""
    boxes = np.array(boxes, dtype=float).reshape(-1, 4)
    if orientation == "horizontal":
        return boxes
    x0, y0, x1, y1 = boxes.T
    return np.stack([y0, width - x1, y1, width - x0], axis=1)


def to_boxes(spans: Spans, *, orientation: str, width: int) -> Boxes:
    """Turn spans (n, 4) of a page `width` pixels wide into boxes (n, 4) of x0, y0, x1, y1."""
    spans = np.array(spans, dtype=float).reshape(-1, 4)
    if orientation == "horizontal":
        return spans
    start, top, end, bottom = spans.T
    return np.stack([width - bottom, start, width - top, end], axis=1)


def sizes(spans: Spans) -> NDArray[np.float64]:
    """Measure the thickness (n,) of lines, which stands for the size of their type."""
    return spans[:, BOTTOM] - spans[:, TOP]


def body_size(spans: Spans) -> float:
    """Return the size of the body type: the lower third of thicknesses, long lines counting for more.

    Not the median, because where the body has faded, most of what is detected may be names in larger type.
    """
    if len(spans) == 0:
        return 1.0
    thickness = sizes(spans)
    order = np.argsort(thickness, kind="stable")
    weight = np.cumsum((spans[:, END] - spans[:, START])[order])
    return float(thickness[order][np.searchsorted(weight, weight[-1] / 3)])


def bands(spans: Spans) -> Labels:
    """Number the bands (n,) in which lines stand: columns of horizontal, tiers of vertical print.

    Bands are parted by gutters: at least 1.2 body sizes wide, and crossed by next to nothing. No band is
    narrower than 10 body sizes: what looks like one on a page with few lines is a tab.
    """
    if len(spans) == 0:
        return np.zeros(0, dtype=int)
    body, first, last = body_size(spans), int(spans[:, START].min()), int(np.ceil(spans[:, END].max()))
    cover = np.zeros(last - first + 1)
    for start, top, end, bottom in spans:
        cover[int(start) - first : int(np.ceil(end)) - first] += bottom - top
    # A running head may cross a gutter: a twentieth of the fullest place counts as empty.
    empty = runs(cover[:-1] <= 0.05 * cover.max())
    gutters = [(a + first, b + first) for a, b in empty if b - a >= 1.2 * body]
    while gutters:
        edges = [first, *(edge for gutter in gutters for edge in gutter), last]
        widths = [end - start for start, end in zip(edges[::2], edges[1::2], strict=True)]
        narrowest = int(np.argmin(widths))
        if widths[narrowest] >= 10 * body:
            break
        beside = [number for number in (narrowest - 1, narrowest) if 0 <= number < len(gutters)]
        gutters.pop(min(beside, key=lambda number: gutters[number][1] - gutters[number][0]))
    middles = [(a + b) / 2 for a, b in gutters]
    return np.searchsorted(middles, (spans[:, START] + spans[:, END]) / 2).astype(int)


def rows(spans: Spans, band: Labels) -> Labels:
    """Number the rows (n,) of a page in reading order: bands in turn, then line after line."""
    middle = (spans[:, TOP] + spans[:, BOTTOM]) / 2
    row, number, reached, last = np.zeros(len(spans), dtype=int), -1, -np.inf, -1
    for index in np.lexsort((spans[:, START], middle, band)):
        # A new line starts where the middle lies beyond the half of the line before.
        if band[index] != last or middle[index] > reached:
            number, last = number + 1, band[index]
            reached = middle[index] + (spans[index, BOTTOM] - spans[index, TOP]) / 2
        row[index] = number
    return row


def reading_order(spans: Spans) -> tuple[Labels, Labels, Labels]:
    """Return the order (n,) in which spans are read, with the bands (n,) and rows (n,) on which it rests."""
    band = bands(spans)
    row = rows(spans, band)
    return np.lexsort((spans[:, START], row)), band, row


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """List the stretches of true flags (n,), each as its first place and the one after its last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
