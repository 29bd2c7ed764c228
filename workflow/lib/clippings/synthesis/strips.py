"""Printed captions: lines of serif type under a picture, worn and scanned like the page they stand on."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from clippings.images import Pixels
from clippings.synthesis.ageing import age

# Type of 7 to 8 points at 300 dots an inch, in a measure of two columns.
SIZES = (28, 36)
MEASURE = (760, 1080)
LEADING = 1.18
MARGIN = 14
FACES = ("roman", "bold")


def print_caption(
    headline: str | None,
    caption: str,
    *,
    faces: Mapping[str, str],
    ageing: Mapping[str, Any],
    rng: np.random.Generator,
) -> Pixels:
    """Print a headline, or none, and a caption, and scan them: a grey strip (h, w) as high as the text.

    `faces` holds the font files of `roman` and `bold` type; a missing file is a ValueError.
    """
    size, measure = int(rng.integers(*SIZES)), int(rng.integers(*MEASURE))
    roman, bold = (_font(faces[style], size) for style in FACES)
    lines = [(line, bold) for line in break_lines(headline or "", bold, measure)]
    lines += [(line, roman) for line in break_lines(caption, roman, measure)]
    height = round(len(lines) * size * LEADING) + 2 * MARGIN
    sheet = Image.new("L", (measure + 2 * MARGIN, height), 0)
    pen = ImageDraw.Draw(sheet)
    for number, (line, font) in enumerate(lines):
        pen.text((MARGIN, MARGIN + round(number * size * LEADING)), line, fill=255, font=font)
    return _scan(np.asarray(sheet), ageing=ageing, rng=rng)


def break_lines(text: str, font: ImageFont.FreeTypeFont, measure: int) -> Iterator[str]:
    """Break a text into lines no longer than `measure` pixels; a longer word stands alone."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > measure:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _scan(ink: Pixels, *, ageing: Mapping[str, Any], rng: np.random.Generator) -> Pixels:
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1, 1) * ageing["skew"], 1.0)
    turned = cv2.warpAffine(ink, turn, (width, height))
    scan = age(turned, strength=ageing["strength"], rng=rng)
    return np.asarray(cv2.cvtColor(scan, cv2.COLOR_RGB2GRAY), np.uint8)


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    if not Path(path).is_file():
        raise ValueError(f"font {path}: no such file, expected it from a package in envs/debian.txt")
    return ImageFont.truetype(path, size)
