"""Texts as the strokes they are written with, seen in KanjiVG's drawings of kanji, kana and Latin letters.

Five classes of strokes, as in stroke order indexes, are told from the drawn line alone: KanjiVG names the
strokes of kanji but not those of kana, and エ must be written like 工.
"""

import re
import zipfile
from bisect import bisect
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import atan2, degrees, dist
from pathlib import Path

import numpy as np
from fontTools.misc.bezierTools import cubicPointAtT
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from numpy.typing import NDArray

from clippings.spelling import fold_forms

LEVEL, FALLING, UPRIGHT, LEFTWARD, BENT = "㇐㇔㇑㇒㇕"
STRAIGHT = (LEVEL, FALLING, UPRIGHT, LEFTWARD)
TURNS = (18, 72, 100)  # Degrees below the level, clockwise, between the classes of straight strokes.
STRAIGHTNESS = 0.87  # Least ratio of end-to-end distance to length of a straight stroke; a hook has less.
BETWEEN = "\x1f"  # Stands between characters and at the ends of a text.
STROKES, FILLING = 4, "\uffff"  # No character.
_LINE = re.compile(r'<path id="kvg:\w+-s\d+"[^>]*? d="([^"]+)"')
Point = tuple[float, float]


class StrokeBook:
    """The strokes of characters, from KanjiVG's archive of drawings (one SVG file a character)."""

    def __init__(self, path: str | Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._drawn = set(self._archive.namelist())
        self.strokes_of = cache(self._strokes_of)

    def lines(self, texts: Sequence[str] | NDArray[np.object_]) -> list[str]:
        """Write texts as the strokes of their characters, with a mark between two and at the ends.

        Runs of four of them are compared; a line of fewer is filled, to be one run.
        """
        between = (BETWEEN + BETWEEN.join(map(self.strokes_of, text)) + BETWEEN for text in texts)
        return [line.ljust(STROKES, FILLING) for line in between]

    def _strokes_of(self, character: str) -> str:
        """Return the class of each stroke; an undrawn character is read in its new form, or as itself."""
        for form in (character, fold_forms(character)):
            name = f"kanji/{ord(form):05x}.svg" if len(form) == 1 else ""
            if name in self._drawn:
                drawing = self._archive.read(name).decode("utf-8")
                return "".join(map(stroke_class, _LINE.findall(drawing)))
        return character


@cache
def open_strokes(path: Path) -> StrokeBook:
    """Open KanjiVG's archive once."""
    return StrokeBook(path)


def stroke_class(line: str) -> str:
    """Classify the line of a stroke (the `d` of an SVG path): bent, or straight by its direction."""
    points = _points(line)
    across = dist(points[0], points[-1])
    if across < STRAIGHTNESS * sum(dist(one, other) for one, other in pairwise(points)):
        return BENT
    direction = degrees(atan2(points[-1][1] - points[0][1], points[-1][0] - points[0][0]))
    return STRAIGHT[bisect(TURNS, direction)]


def _points(line: str) -> list[Point]:
    """Return points along a path, four to a cubic curve."""
    pen = RecordingPen()
    parse_path(line, pen)
    points: list[Point] = []
    for command, ends in pen.value:
        if command == "curveTo":
            start = points[-1]
            points += [cubicPointAtT(start, *ends, at) for at in (0.25, 0.5, 0.75, 1.0)]
        elif command in ("moveTo", "lineTo"):
            points += ends
    return points
