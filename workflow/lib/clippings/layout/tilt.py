"""The tilt of a scanned page: measured, taken out for work on straight lines, and put back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.images import Pixels
from clippings.layout.spans import Spans, to_spans
from clippings.overlaps import Boxes
from clippings.tables import CORNERS

if TYPE_CHECKING:
    from layoutparser.elements import Layout

STEEPEST = np.radians(2.0)
NEGLIGIBLE = np.radians(0.03)
# Ink is darker than its surroundings by this many of 255 grey levels; print shining through is not.
DARKNESS = 20


@dataclass(frozen=True)
class Tilt:
    """A turn by `angle` radians, clockwise as seen, about the centre of a page of `width` x `height`."""

    angle: float
    width: int
    height: int

    def straighten_image(self, image: Pixels) -> Pixels:
        """Turn the page so that its lines lie along the axes; the size stays."""
        if self.angle == 0:
            return image
        turn = cv2.getRotationMatrix2D(self._centre(), np.degrees(self.angle), 1.0)
        size = (self.width, self.height)
        straight = cv2.warpAffine(image, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(straight, dtype=np.uint8)

    def straighten_boxes(self, boxes: Boxes) -> Boxes:
        """Map boxes (n, 4) that hug tilted lines of the page to the boxes of the straight lines."""
        centres, sizes = _parts(boxes)
        shares = self._shares()
        # Only lines much longer than wide undo exactly; a size never shrinks below a pixel.
        upright = np.maximum(sizes @ np.linalg.inv(shares), 1.0)
        return _boxes(self._turn(centres, -self.angle), upright)

    def tilt_boxes(self, boxes: Boxes) -> Boxes:
        """Map boxes (n, 4) of straight lines to the boxes that hug them on the page as scanned."""
        centres, sizes = _parts(boxes)
        return _boxes(self._turn(centres, self.angle), sizes @ self._shares())

    def _shares(self) -> NDArray[np.float64]:
        cosine, sine = np.cos(self.angle), abs(np.sin(self.angle))
        return np.array([[cosine, sine], [sine, cosine]])

    def _centre(self) -> tuple[float, float]:
        return (self.width / 2, self.height / 2)

    def _turn(self, points: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
        cosine, sine = np.cos(angle), np.sin(angle)
        turn = np.array([[cosine, sine], [-sine, cosine]])
        return np.asarray((points - self._centre()) @ turn + self._centre())


@dataclass(frozen=True)
class Sheet:
    """A page laid straight: its image (h, w[, 3]), and what its dataset declares of its publication."""

    page: str
    path: str
    frame: int
    image: Pixels
    tilt: Tilt
    orientation: str
    roles: tuple[str, ...]
    transcription: str | None = None


# Finds the blocks of a straight page: their type is a role, their score the detector's confidence.
Detector = Callable[[Sheet], "Layout"]


def measure_tilt(image: Pixels, *, orientation: str) -> Tilt:
    """Find the tilt under which the ink of an image (h, w[, 3]) falls into the sharpest lines."""
    height, width = image.shape[:2]
    points = _ink_points(image)
    if orientation == "vertical":
        points = points[:, ::-1] * (1, -1)
    coarse = np.arange(-STEEPEST, STEEPEST, np.radians(0.1))
    rough = _sharpest(points, coarse)
    angle = _sharpest(points, rough + np.radians(np.arange(-0.1, 0.1, 0.02)))
    return Tilt(0.0 if abs(angle) < NEGLIGIBLE else float(angle), width, height)


def straight_spans(lines: pd.DataFrame) -> tuple[Tilt, Spans]:
    """Return the tilt of a page and the spans (n, 4) of its `lines` laid straight."""
    page = lines.iloc[0]
    tilt = Tilt(page["tilt"], page["width"], page["height"])
    # Whole numbers are so again but for the last digits of the arithmetic.
    straight = tilt.straighten_boxes(lines[CORNERS].to_numpy(float)).round(6)
    return tilt, to_spans(straight, orientation=page["orientation"], width=tilt.width)


def ink_of(image: Pixels) -> NDArray[np.bool_]:
    """Tell ink from paper (h, w), each pixel against the brightness of its surroundings."""
    grey = cv2.blur(image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), (3, 3))
    around = max(grey.shape) // 40 | 1
    dark = cv2.adaptiveThreshold(
        grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(around, 15), DARKNESS
    )
    return dark.astype(bool)


def type_ink(image: Pixels) -> NDArray[np.bool_]:
    """Tell the ink of type (h, w) of a straight page from paper and printer's rules.

    Rules are runs along an axis longer than any stroke of type.
    """
    ink = ink_of(image)
    length = max(ink.shape) // 20
    dots = ink.astype(np.uint8)
    kernels = [np.ones(shape, np.uint8) for shape in ((length, 1), (1, length))]
    rules = np.maximum(*(cv2.morphologyEx(dots, cv2.MORPH_OPEN, kernel) for kernel in kernels))
    return np.asarray(ink & (cv2.dilate(rules, np.ones((5, 5), np.uint8)) == 0))


def _ink_points(image: Pixels) -> NDArray[np.float64]:
    # A page shrunk to 1,200 pixels keeps its lines apart and makes the search cheap.
    scale = min(1.0, 1200 / max(image.shape[:2]))
    if round(min(image.shape[:2]) * scale) == 0:
        return np.zeros((0, 2))  # a strip that vanishes has no lines
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rows, columns = np.nonzero(ink_of(np.asarray(small, dtype=np.uint8)))
    step = max(1, len(rows) // 60_000)
    return np.column_stack([columns, rows])[::step].astype(float)


def _sharpest(points: NDArray[np.float64], angles: NDArray[np.float64]) -> float:
    """Return the angle whose profile across the lines has the steepest edges; of equal ones the smallest."""
    if len(points) == 0:
        return 0.0
    scores = []
    for angle in angles:
        across = points[:, 1] - points[:, 0] * np.tan(angle)
        counts = np.bincount((across - across.min()).astype(int)).astype(float)
        scores.append(float(np.square(np.diff(counts)).sum()))
    return float(min(angles[np.array(scores) == max(scores)], key=abs))


def _parts(boxes: Boxes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    boxes = np.asarray(boxes, dtype=float).reshape(-1, 4)
    return (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]


def _boxes(centres: NDArray[np.float64], sizes: NDArray[np.float64]) -> Boxes:
    return np.hstack([centres - sizes / 2, centres + sizes / 2])
