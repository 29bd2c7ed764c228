"""Boxes of lines fitted to their ink: drawn tight, grown over cut characters, parted at gaps.

Everywhere `ink` (h, w) is that of a straight page turned to the reading direction: lines run along its
second axis, one below the other.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from clippings.layout.spans import Spans, runs

Ink = NDArray[np.bool_]
# Ink smaller than this, in line thicknesses, may be dirt.
SPECK = 0.22


def part_at_gaps(span: NDArray[np.float64], ink: Ink, *, gap: float) -> Iterator[NDArray[np.float64]]:
    """Part one span (4,) wherever the paper is bare for `gap` thicknesses."""
    start, top, end, bottom = _whole(span[None], ink)[0]
    begun = start
    inked = without_specks(ink[top:bottom, start:end]).any(axis=0)
    for first, last in runs(np.logical_not(inked)):
        if last - first >= gap * (bottom - top):
            yield np.array([begun, top, start + first, bottom], dtype=float)
            begun = start + last
    yield np.array([begun, top, end, bottom], dtype=float)


def without_specks(line: Ink) -> Ink:
    """Take specks of dirt out of the ink of one line (h, w); a dot in its middle is a character."""
    _, labels, shapes, centres = cv2.connectedComponentsWithStats(line.astype(np.uint8), connectivity=8)
    extent = np.maximum(shapes[:, cv2.CC_STAT_WIDTH], shapes[:, cv2.CC_STAT_HEIGHT])
    off_middle = np.abs(centres[:, 1] / len(line) - 0.5) > 0.2
    return np.asarray(line & ~((extent <= SPECK * len(line)) & off_middle)[labels])


def tighten(spans: Spans, ink: Ink) -> Spans:
    """Shrink spans (n, 4) to the ink of the line inside them; a span without ink becomes empty."""
    tight = np.zeros((len(spans), 4))
    for number, (start, top, end, bottom) in enumerate(_whole(spans, ink)):
        upper, lower = _thickness(ink[top:bottom, start:end].sum(axis=1))
        line = ink[top + upper : top + lower]
        start, end = _grown(line.sum(axis=0) > 0, start, end, reach=lower - upper)
        first, last = _length(line[:, start:end].sum(axis=0), lower - upper)
        tight[number] = (start + first, top + upper, start + last, top + lower)
    return tight


def _whole(spans: Spans, ink: Ink) -> NDArray[np.int64]:
    return np.clip(np.rint(spans), 0, [*ink.shape[::-1], *ink.shape[::-1]]).astype(int)


def _thickness(counts: NDArray[np.int64]) -> tuple[int, int]:
    """Find a line across the reading direction: beyond a bare place near the edge lies its neighbour."""
    bare = counts <= 0.02 * counts.max(initial=0)
    edges, inked = np.flatnonzero(bare), np.flatnonzero(~bare)
    above = max(edges[edges < len(counts) / 4], default=-1)
    below = min(edges[edges > 3 * len(counts) / 4], default=len(counts))
    inside = inked[(inked > above) & (inked < below)]
    return (int(inside[0]), int(inside[-1]) + 1) if inside.size else (0, 0)


def _grown(inked: Ink, start: int, end: int, *, reach: int) -> tuple[int, int]:
    """Move the ends of a line outwards over characters that the detector cut through."""
    bare = np.flatnonzero(~inked)
    before, after = bare[(bare < start) & (bare >= start - reach)], bare[(bare >= end) & (bare < end + reach)]
    return int(before[-1]) + 1 if before.size else start, int(after[0]) if after.size else end


def _length(counts: NDArray[np.int64], thickness: int) -> tuple[int, int]:
    """Find first and last-plus-one place of a line's ink along the reading direction, without lone specks."""
    total = np.cumsum(counts)
    margin = min(0.005 * total[-1], 0.01 * thickness**2) if total.size else 0
    inside = np.flatnonzero((counts > 0) & (total > margin) & (total - counts < total[-1:] - margin))
    return (int(inside[0]), int(inside[-1]) + 1) if inside.size else (0, 0)
