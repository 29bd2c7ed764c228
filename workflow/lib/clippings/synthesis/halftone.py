"""From a photograph to a newspaper's picture of it, as a scanner sees it.

A paper's engraver cropped the wire print, set its tones, painted over what would not print, and photographed
it through a screen onto metal; coarse paper took more ink than the dots held; the sheet was scanned decades
later.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clippings.images import Pixels

# Scanned newspapers come at 300 dots an inch; pictures are two columns wide and kept smaller.
DOTS = 300
WIDTH = (780, 1150)
LINES = (65, 85)
KEPT = 336
# OpenCV's functions are typed for any number; tones are float32, 0 to 1.
Tones = NDArray[Any]


def print_photograph(image: Pixels, *, strength: float, rng: np.random.Generator) -> Pixels:
    """Print a grey photograph (h, w) and scan it: a grey picture, its longer side 336 pixels.

    `strength` 0 is a careful engraver on good paper, 1 a hurried one on newsprint.
    """
    plate = _fit(_crop(image, strength, rng), rng)
    plate = _retouch(_tone(plate, strength, rng), strength, rng)
    printed = _ink(_screen(plate, rng), strength, rng)
    return _scan(printed, strength, rng)


def _crop(image: Pixels, strength: float, rng: np.random.Generator) -> Pixels:
    """Cut up to a quarter off each pair of sides, as the hole in the page asked; at times to a new shape."""
    height, width = image.shape
    most = 0.08 + 0.17 * strength
    cut_x, cut_y = rng.uniform(0, most, size=2)
    x0, y0 = rng.uniform(0, cut_x) * width, rng.uniform(0, cut_y) * height
    x1, y1 = x0 + (1 - cut_x) * width, y0 + (1 - cut_y) * height
    if rng.random() < 0.15:
        # A one-column cut takes the middle of a wide picture.
        middle, half = (x0 + x1) / 2, max(0.32 * width, (x1 - x0) * 0.38)
        x0, x1 = max(x0, middle - half), min(x1, middle + half)
    return image[int(y0) : int(y1), int(x0) : int(x1)]


def _fit(image: Pixels, rng: np.random.Generator) -> Tones:
    """Scale to the width of the print at 300 dots an inch, 0 black to 1 white."""
    height, width = image.shape
    scale = rng.integers(*WIDTH) / max(width, height)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(image, (round(width * scale), round(height * scale)), interpolation=way)
    return np.clip(resized.astype(np.float32) / 255, 0, 1)


def _tone(plate: Tones, strength: float, rng: np.random.Generator) -> Tones:
    """Stretch the tones and bend them: wire prints are contrasty, and each engraver set his own curve."""
    low, high = np.percentile(plate, [1 + 4 * strength * rng.random(), 99 - 4 * strength * rng.random()])
    stretched = np.clip((plate - low) / max(float(high - low), 0.05), 0, 1)
    bent = stretched ** np.exp(rng.uniform(-0.6, 0.45) * (0.4 + 0.6 * strength))
    contrast = rng.uniform(0, 0.7) * strength
    curve = bent * bent * (3 - 2 * bent)
    return np.asarray((1 - contrast) * bent + contrast * curve, np.float32)


def _retouch(plate: Tones, strength: float, rng: np.random.Generator) -> Tones:
    """Sharpen outlines with the brush, and wash out the background at an edge now and then."""
    soft = cv2.GaussianBlur(plate, (0, 0), 6)
    plate = np.clip(plate + rng.uniform(0, 0.8) * strength * (plate - soft), 0, 1)
    if rng.random() < 0.3 * strength:
        height, width = plate.shape
        ramp = np.linspace(-1, 1, width if rng.random() < 0.5 else height, dtype=np.float32)
        ramp = ramp if rng.random() < 0.5 else ramp[::-1]
        wash = np.clip((ramp - rng.uniform(0.3, 0.7)) * 3, 0, 1) * rng.uniform(0.4, 0.9)
        wash = wash[None, :] if len(ramp) == width else wash[:, None]
        plate = plate * (1 - wash) + wash * rng.choice([0.15, 0.9])
    return plate.astype(np.float32)


def _screen(plate: Tones, rng: np.random.Generator) -> Tones:
    """Cut the tones into dots on a grid at 45°, more or less, of 65 to 85 lines an inch; ink 1, paper 0."""
    height, width = plate.shape
    pitch = DOTS / rng.uniform(*LINES)
    angle = np.deg2rad(45 + rng.uniform(-4, 4))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) * np.float32(2 * np.pi / pitch)
    cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    dots = (np.cos(x * cosine + y * sine) + np.cos(y * cosine - x * sine)) / 4 + 0.5
    # A soft step stands for the lens in front of the plate: dots have no hard edge.
    return np.asarray(np.clip((dots - _threshold(plate)) * 5 + 0.5, 0, 1))


def _threshold(plate: Tones) -> Tones:
    """Return the level of the dot field below which a tone leaves paper: its share of ink is 1 − tone."""
    return (0.08 + 0.84 * plate).astype(np.float32)


def _ink(dots: Tones, strength: float, rng: np.random.Generator) -> Tones:
    """Let ink spread into the paper and take unevenly; some cuts print starved, some clogged."""
    spread: Tones = cv2.GaussianBlur(dots, (0, 0), 0.9 + 0.9 * strength * rng.random())
    gain = rng.uniform(-0.05, 0.22) * strength
    height, width = dots.shape
    patches = rng.standard_normal((height // 90 + 2, width // 90 + 2), dtype=np.float32)
    uneven = cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC) * (0.07 * strength)
    fibre = rng.standard_normal((height // 2 + 1, width // 2 + 1), dtype=np.float32)
    fibre = cv2.resize(fibre, (width, height), interpolation=cv2.INTER_LINEAR) * (0.12 * strength)
    return np.clip((spread - 0.5) * 2.2 + 0.5 + gain + uneven + fibre, 0, 1)


def _scan(ink: Tones, strength: float, rng: np.random.Generator) -> Pixels:
    """Scan the sheet a little askew, on yellowed paper with what the back prints, and keep it small."""
    height, width = ink.shape
    paper, black = rng.uniform(0.68, 0.92), rng.uniform(0.06, 0.24)
    page: Tones = paper - (paper - black) * ink
    back = np.roll(ink[:, ::-1], int(rng.integers(40, 200)), axis=0)
    page -= cv2.GaussianBlur(back, (0, 0), 5) * (0.10 * strength * rng.random())
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-2.2, 2.2) * strength, 1.0)
    page = cv2.warpAffine(page, turn, (width, height), borderValue=float(paper))
    page = cv2.GaussianBlur(page, (0, 0), 0.6 + 1.2 * strength * rng.random())
    scale = KEPT / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    page = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    page = page + rng.standard_normal(page.shape, dtype=np.float32) * (0.02 + 0.03 * strength * rng.random())
    return np.asarray(np.clip(np.rint(page * 255), 0, 255), np.uint8)
