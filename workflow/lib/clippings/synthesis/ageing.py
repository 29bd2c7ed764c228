"""What seventy years and a scanner do to a printed sheet; every effect grows with `strength`."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

# OpenCV's functions are typed for any number; fields are float32, scans and ink uint8.
Field = NDArray[Any]
INK_COLOURS = ((38, 34, 30), (30, 30, 34), (48, 40, 34))
PAPER_COLOURS = ((236, 224, 196), (228, 214, 182), (240, 232, 212), (220, 208, 184), (232, 228, 216))


# Wear at strength 1: there Tesseract misreads one character in three, PP-OCR one in five.
FULL = 1.5


def draw_skew(width: int, height: int, *, degrees: float, rng: np.random.Generator) -> Field:
    """Draw the affine matrix (2, 3) of a page lying up to `degrees` askew in the scanner."""
    angle = rng.uniform(-degrees, degrees)
    matrix: Field = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += rng.uniform(-6, 6, size=2)
    return matrix


def move_boxes(boxes: Field, matrix: Field) -> Field:
    """Return the upright box (4,) around the boxes (n, 4) after the affine `matrix` (2, 3)."""
    x, y = boxes[:, [0, 2, 2, 0]].ravel(), boxes[:, [1, 1, 3, 3]].ravel()
    moved = matrix @ np.stack([x, y, np.ones_like(x)])
    return np.concatenate([moved.min(axis=1), moved.max(axis=1)])


def age(ink: Field, *, strength: float, rng: np.random.Generator) -> Field:
    """Turn ink (h, w) into the scan (h, w, 3) of an old page; `strength` 0 is fresh, 1 is worn."""
    strength *= FULL * rng.uniform(0.8, 1.2)
    pressed = _press(ink.astype(np.float32) / 255, strength, rng)
    paper = _paper(ink, strength, rng)
    darkness = 1 - rng.uniform(0.05, 0.25) * strength
    page: Field = paper * (1 - darkness * pressed)
    _speck(page, strength, rng)
    page = cv2.GaussianBlur(page, (0, 0), 0.3 + rng.uniform(0.1, 0.4) * strength)
    grain = _noise(page.shape, 1, rng) * (0.02 + 0.03 * strength)
    return _colour(page + grain, rng)


def _press(ink: Field, strength: float, rng: np.random.Generator) -> Field:
    """Let ink thin and spread: a soft edge, cut at a level that wanders over the sheet."""
    filled = np.minimum(1, 1.15 * ink)
    soft: Field = cv2.GaussianBlur(filled, (0, 0), 0.5 + rng.uniform(0.2, 0.6) * strength)
    level = 0.42 + rng.uniform(-0.12, 0.12) * strength
    wander = _noise(ink.shape, 240, rng) * 0.05 + _noise(ink.shape, 9, rng) * 0.06
    wander += _noise(ink.shape, 3, rng) * 0.14
    soft += strength * wander * np.minimum(1, 4 * soft)
    return np.clip((soft - level) * 3.2 + 0.5, 0, 1)


def _paper(ink: Field, strength: float, rng: np.random.Generator) -> Field:
    """Return paper with stains, dark edges and the print of its back.

    The sheet's own ink, mirrored and shifted, stands in for the back, so that a page's look does not
    depend on its neighbours.
    """
    height, width = ink.shape
    paper = 1 - strength * (0.03 + 0.03 * _noise(ink.shape, 400, rng) + 0.02 * _noise(ink.shape, 60, rng))
    paper -= strength * 0.12 * _edges(height, width, rng)
    back = np.roll(ink[:, ::-1], rng.integers(20, 90, size=2), axis=(0, 1))
    small = cv2.resize(back, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32)
    through = cv2.resize(cv2.GaussianBlur(small, (0, 0), 1.5), (width, height))
    return paper - through * (rng.uniform(0.02, 0.16) * strength / 255)


def _edges(height: int, width: int, rng: np.random.Generator) -> Field:
    """Return the darkening (h, w) towards one gutter and the outer edges, 0 to 1."""
    across = np.abs(np.linspace(-1, 1, width, dtype=np.float32) + rng.uniform(-0.15, 0.15)) ** 8
    down = np.abs(np.linspace(-1, 1, height, dtype=np.float32)) ** 10
    return np.asarray(np.minimum(1, across[None, :] + 0.6 * down[:, None]))


def _speck(page: Field, strength: float, rng: np.random.Generator) -> None:
    """Drop specks of dirt on `page` and chips out of its ink."""
    height, width = page.shape
    for count, tone in ((30, 0.25), (40, 0.9)):
        number = rng.poisson(count * strength * height * width / 4e6 * 3)
        for x, y, radius in zip(
            rng.integers(0, width, number),
            rng.integers(0, height, number),
            rng.integers(0, 3, number),
            strict=True,
        ):
            cv2.circle(page, (int(x), int(y)), int(radius), tone, -1)


def _noise(shape: tuple[int, ...], grain: int, rng: np.random.Generator) -> Field:
    """Return smooth noise (h, w) of unit variance whose grains are about `grain` pixels wide."""
    height, width = shape
    small = rng.standard_normal((height // grain + 2, width // grain + 2), dtype=np.float32)
    if grain == 1:
        return small[:height, :width]
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def _colour(page: Field, rng: np.random.Generator) -> Field:
    """Colour a grey page (h, w), 0 for ink and 1 for paper, between one ink and one paper."""
    ink = np.array(INK_COLOURS[rng.integers(len(INK_COLOURS))], np.float32)
    paper = np.array(PAPER_COLOURS[rng.integers(len(PAPER_COLOURS))], np.float32)
    ramp = np.linspace(0, 1, 256, dtype=np.float32)[:, None]
    palette = np.clip(ink + ramp * (paper - ink) * 1.04, 0, 255).astype(np.uint8)
    grey = np.clip(page * 246, 0, 255).astype(np.uint8)
    return cv2.LUT(cv2.merge([grey, grey, grey]), palette[None])
