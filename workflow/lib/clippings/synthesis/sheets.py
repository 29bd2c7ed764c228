"""A sheet in print: lines of type set on it, the ink that they leave, and the boxes of that ink."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clippings.synthesis.faces import Typecase

# A quarto page at about 250 dots an inch, in pixels.
WIDTH, HEIGHT = 1700, 2400
HORIZONTAL, VERTICAL = "horizontal", "vertical"


@dataclass(frozen=True)
class Line:
    """One line of type: what it says, how it is set, where it starts, and what it is to the reader.

    `x`, `y` is the upper left corner of its first em square; `pitch` stretches the advance.
    """

    text: str
    x: int
    y: int
    face: str
    size: int
    orientation: str = HORIZONTAL
    pitch: float = 1.0
    role: str | None = None
    entry: str | None = None
    mention: str | None = None
    part: int = 0

    def moved(self, dx: int, dy: int) -> "Line":
        """Return the same line `dx`, `dy` pixels further."""
        return Line(**{**self.__dict__, "x": self.x + dx, "y": self.y + dy})


Rule = tuple[int, int, int, int]
Setting = tuple[list[Line], list[Rule]]


@dataclass
class Sheet:
    """Ink (h, w), 0 for bare paper and 255 for full ink, and the glyph boxes (n, 4) of every line."""

    ink: NDArray[np.uint8]
    lines: list[Line] = field(default_factory=list)
    boxes: list[NDArray[np.float64]] = field(default_factory=list)


def blank_sheet(width: int, height: int) -> Sheet:
    """Take a sheet without ink."""
    return Sheet(np.zeros((height, width), np.uint8))


def print_line(
    sheet: Sheet, line: Line, *, typecase: Typecase, rng: np.random.Generator, looseness: float = 0.0
) -> None:
    """Print `line`, each type a little out of place; raise ValueError where it leaves the sheet.

    With `looseness` the types also differ in size, by up to that share of it.
    """
    vertical = line.orientation == VERTICAL
    spread = round(looseness * line.size)
    sizes = line.size + rng.integers(-spread, spread + 1, size=len(line.text))
    shifts = rng.choice((-1, 0, 0, 0, 1), size=(len(line.text), 2))
    x, y = float(line.x), float(line.y)
    boxes = []
    for character, size, (shift_x, shift_y) in zip(line.text, sizes.tolist(), shifts.tolist(), strict=True):
        glyph = typecase.glyph(character, face=line.face, size=size, vertical=vertical)
        middle = (line.size - size) / 2
        left = round(x + (middle if vertical else 0)) + glyph.dx + shift_x
        top = round(y + (0 if vertical else middle)) + glyph.dy + shift_y
        if glyph.ink.size:
            boxes.append(_stamp(sheet.ink, glyph.ink, left, top, line))
        step = glyph.advance * line.pitch
        x, y = (x, y + step) if vertical else (x + step, y)
    sheet.lines.append(line)
    sheet.boxes.append(np.array(boxes, np.float64).reshape(-1, 4))


def running_head(title: str, page: str, *, margin: int, face: str) -> list[Line]:
    """Set the running head and the number of `page`, from its last digits."""
    number = page[len(page.rstrip("0123456789")) :]
    return [
        Line(title, margin + 10, 74, face, 24, pitch=1.3),
        Line(f"({int(number or 1)})", WIDTH - margin - 90, 74, face, 24),
    ]


def rule_off(sheet: Sheet, rule: Rule) -> None:
    """Print a printer's rule: a filled rectangle (x0, y0, x1, y1)."""
    x0, y0, x1, y1 = rule
    sheet.ink[y0:y1, x0:x1] = 255


def _stamp(
    ink: NDArray[np.uint8], glyph: NDArray[np.uint8], left: int, top: int, line: Line
) -> tuple[int, int, int, int]:
    height, width = glyph.shape
    right, bottom = left + width, top + height
    if min(left, top) < 0 or right > ink.shape[1] or bottom > ink.shape[0]:
        raise ValueError(
            f"{line.text!r} of entry {line.entry} leaves the sheet at ({left}, {top});"
            f" expected it within {ink.shape[1]} × {ink.shape[0]} pixels"
        )
    place = ink[top:bottom, left:right]
    np.maximum(place, glyph, out=place)
    return left, top, right, bottom
