"""Tesseract, by pytesseract on a list of files: the noisy OCR."""

import os
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytesseract
from PIL import Image

from clippings.images import Pixels
from clippings.running import progress, say

# Page segmentation: 7 is one line of text, 6 a block of lines, 5 one of vertical text (7 reads nothing).
SEGMENTATION = {"line": {"horizontal": 7, "vertical": 5}, "block": {"horizontal": 6, "vertical": 5}}
WORD_LEVEL = "5"
SLICE = 1000

Reading = tuple[str, float]
PAPER = np.full((48, 48), 255, np.uint8)


class EmptyCropError(ValueError):
    """Say that a crop has no pixels."""


def read(
    images: list[Pixels], orientations: list[str], *, language: str, segmentation: str = "line"
) -> list[Reading | None]:
    """Read grey crops (h, w): (text, confidence 0 to 1) each, words joined by spaces, ("", 0) for none.

    A crop that Tesseract refuses, such as one of more than 32,767 pixels a side, is None.

    `language` names Tesseract's data for horizontal text, `<language>_vert` is used for vertical text;
    `segmentation` says whether a crop shows one `line` or a `block` of lines.
    A missing program or missing data is a ValueError that says what to install.
    """
    # A crop is too small to share between threads: with one, Tesseract is four times as fast.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    readings: dict[int, Reading | None] = {}
    for orientation in sorted(set(orientations)):
        data = language if orientation == "horizontal" else f"{language}_vert"
        _require(data)
        places = [place for place, way in enumerate(orientations) if way == orientation]
        for start in progress(range(0, len(places), SLICE), what=f"tesseract {data}"):
            some = places[start : start + SLICE]
            texts = _read_willing(
                [images[p] for p in some], data, psm=SEGMENTATION[segmentation][orientation]
            )
            readings.update(zip(some, texts, strict=True))
    if images and not any(readings.values()):
        # Paper is refused only where Tesseract does not work at all.
        _read_list([PAPER], language, psm=SEGMENTATION["line"]["horizontal"])
    return [readings[place] for place in range(len(images))]


def parse_tsv(table: str, count: int) -> list[Reading]:
    """Group the words of Tesseract's TSV by their page, 1 to `count`: one (text, confidence) per page.

    The plain text output drops blank pages; here every word carries the number of its page.
    """
    words: dict[int, list[Reading]] = defaultdict(list)
    for row in table.rstrip("\n").split("\n")[1:]:
        level, page, *_, confidence, text = row.split("\t")
        if level == WORD_LEVEL and text.strip():
            words[int(page)].append((text.strip(), float(confidence) / 100))
    return [_joined(words[page]) for page in range(1, count + 1)]


def _joined(words: list[Reading]) -> Reading:
    if not words:
        return "", 0.0
    lengths = [len(text) for text, _ in words]
    confidence = float(np.average([confidence for _, confidence in words], weights=lengths))
    return " ".join(text for text, _ in words), confidence


def _read_willing(images: list[Pixels], language: str, *, psm: int) -> list[Reading | None]:
    """Read crops as `_read_list`, in halves where one ends the process, until that one is found."""
    try:
        return [*_read_list(images, language, psm=psm)]
    except (pytesseract.TesseractError, EmptyCropError) as error:
        if len(images) == 1:
            height, width = images[0].shape
            say(f"unreadable, a crop of {width} x {height} pixels: {' '.join(str(error).split())[-80:]}")
            return [None]
    middle = len(images) // 2
    return [
        read for half in (images[:middle], images[middle:]) for read in _read_willing(half, language, psm=psm)
    ]


def _read_list(images: list[Pixels], language: str, *, psm: int) -> list[Reading]:
    """Read many crops in one process: it loads its model once, which takes most of the time of a crop."""
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number:04d}.png") for number in range(len(images))]
        for file, image in zip(files, images, strict=True):
            if not image.size:
                raise EmptyCropError("a crop without pixels")
            Image.fromarray(image).save(file, compress_level=1)
        names = Path(folder, "crops.txt")
        names.write_text("\n".join(map(str, files)), encoding="utf-8")
        table = pytesseract.image_to_data(str(names), lang=language, config=f"--psm {psm}")
    return parse_tsv(table, len(images))


def _require(language: str) -> None:
    package = f"tesseract-ocr-{language.replace('_', '-')}"
    try:
        known = pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError:
        raise ValueError(
            f"ocr/tesseract: the program tesseract is not on the path; install tesseract-ocr and {package}"
        ) from None
    if language not in known:
        raise ValueError(
            f"ocr/tesseract: no data for language {language!r}, found {', '.join(known) or 'none'};"
            f" install {package}"
        )
