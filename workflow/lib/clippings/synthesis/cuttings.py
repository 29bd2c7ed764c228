"""Reprints cut out of scanned pages: each with its picture, its printed caption and its truth."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd
from PIL import Image, ImageDraw, ImageFont

from clippings.images import Pixels, encode_png
from clippings.running import progress
from clippings.synthesis.ageing import age
from clippings.synthesis.darkroom import open_photograph
from clippings.synthesis.halftone import print_photograph
from clippings.synthesis.pages import page_rng

# Captions are set in type of 7 to 8 points at 300 dots an inch, in a measure of two columns.
SIZES = (28, 36)
MEASURE = (760, 1080)
LEADING = 1.18
MARGIN = 14
FACES = ("roman", "bold")


def of_shard(photographs: pd.DataFrame, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Keep the photographs that the rows of a shard name."""
    return photographs[photographs["photograph"].isin([row["photograph"] for row in rows])]


def draw_reprints(
    reprints: pd.DataFrame, photographs: pd.DataFrame, *, settings: Mapping[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the `reprints` of `photographs`, rows of their tables; return crops and mentions, in one order.

    `settings` are those of the config's section `synthesis/reprints`: strength, ageing, faces, seed.
    """
    listed = {row["photograph"]: row for row in photographs.to_dict("records")}
    chosen = reprints[reprints["photograph"].isin(listed)].reset_index(drop=True)
    drawn: list[tuple[bytes, bytes]] = []
    # The reprints of one photograph follow one another: it is opened once.
    for photograph, rows in progress(list(chosen.groupby("photograph", sort=False)), what="photographs"):
        image = open_photograph(listed[photograph])
        drawn.extend(_draw(row, image, settings) for row in rows.to_dict("records"))
    return _crops(chosen, drawn), _mentions(chosen)


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


def _draw(reprint: Mapping[str, Any], image: Pixels, settings: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Print one reprint: PNG bytes of its picture and of its caption."""
    rng = page_rng(reprint["reprint"], settings["seed"])
    picture = print_photograph(image, strength=settings["strength"], rng=rng)
    headline = None if pd.isna(reprint["headline"]) else reprint["headline"]
    faces, ageing = settings["faces"], settings["ageing"]
    strip = print_caption(headline, reprint["caption"], faces=faces, ageing=ageing, rng=rng)
    return encode_png(picture), encode_png(strip)


def _crops(reprints: pd.DataFrame, drawn: list[tuple[bytes, bytes]]) -> pd.DataFrame:
    crops = reprints.rename(columns={"reprint": "crop"})[["crop", "page", "source"]]
    crops = crops.assign(role="photograph", orientation="horizontal", parts=1)
    return crops.assign(image=[pair[0] for pair in drawn], caption=[pair[1] for pair in drawn])


def _mentions(reprints: pd.DataFrame) -> pd.DataFrame:
    mentions = reprints.rename(columns={"reprint": "mention", "photograph": "entity"})
    text = [_joined(*pair) for pair in zip(mentions["headline"], mentions["caption"], strict=True)]
    return mentions.assign(text=text, role="photograph", orientation="horizontal", shortened=False)


def _joined(headline: str | None, caption: str) -> str:
    return caption if pd.isna(headline) else f"{headline} {caption}"


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
