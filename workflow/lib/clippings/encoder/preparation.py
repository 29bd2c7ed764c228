"""Crops made ready for the vision tower that an encoder file names."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import cv2
import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from PIL import Image

from clippings.encoder.efficientnet import SQUARE as PHOTOGRAPH
from clippings.encoder.efficientnet import load_efficientnet, photograph_square, see_photographs
from clippings.encoder.pixels import lay_out
from clippings.encoder.prepared import Features, Prepared, SlotImages
from clippings.encoder.recogniser import CHOICES, Slots, load_recogniser, see_characters
from clippings.images import decode_png
from clippings.running import progress

CHUNK = 256
SQUARE = 224
THUMBNAIL = (96, 16)


def prepare_images(crops: pd.DataFrame, settings: Mapping[str, Any], *, threads: int) -> Prepared:
    """Prepare the images of a `crops` table for the tower named by `settings["vision"]`."""
    records = crops["crop"].to_numpy(str)
    match settings["vision"]:
        case "ppocr":
            return _slots(crops, records, settings["recogniser"], threads=threads)
        case "efficientnet_lite0":
            return _photographs(crops, records, settings, threads=threads)
        case "tiny":
            thumbnails = (thumbnail(image) for image in _lines(crops))
            return lay_out(records, thumbnails, shape=(1, THUMBNAIL[1], THUMBNAIL[0]))
        case _:
            squares = (padded_square(decode_png(data)) for data in _each(crops["image"]))
            return lay_out(records, squares, shape=(3, SQUARE, SQUARE))


def upright_line(image: NDArray[np.uint8], orientation: str) -> NDArray[np.uint8]:
    """Turn a vertical line counter-clockwise, so that it runs from left to right."""
    return np.ascontiguousarray(np.rot90(image)) if orientation == "vertical" else image


def padded_square(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Centre an image on a white square and scale it to (3, 224, 224), smoothed against aliasing."""
    picture = Image.fromarray(image).convert("RGB")
    side = max(picture.size)
    square = Image.new("RGB", (side, side), "white")
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    scaled = square.resize((SQUARE, SQUARE), Image.Resampling.BICUBIC, reducing_gap=None)
    return np.asarray(scaled).transpose(2, 0, 1)


def thumbnail(line: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scale a line to a small grey picture (1, 16, 96)."""
    grey = cv2.cvtColor(line, cv2.COLOR_RGB2GRAY) if line.ndim == 3 else line
    return np.asarray(cv2.resize(grey, THUMBNAIL, interpolation=cv2.INTER_AREA), np.uint8)[None]


def _photographs(
    crops: pd.DataFrame, records: NDArray[np.str_], settings: Mapping[str, Any], *, threads: int
) -> Prepared:
    """Return the features of a network that stays frozen, or the squares that one in training will see."""
    torch.set_num_threads(threads)
    squares = (photograph_square(decode_png(data)) for data in _each(crops["image"]))
    if not settings["frozen"]:
        return lay_out(records, squares, shape=(1, PHOTOGRAPH, PHOTOGRAPH))
    return Features(records, see_photographs(squares, load_efficientnet(settings["vision_weights"])))


def _slots(crops: pd.DataFrame, records: NDArray[np.str_], recogniser: str, *, threads: int) -> SlotImages:
    torch.set_num_threads(threads)
    loaded = load_recogniser(recogniser, threads=threads)
    lines = list(_lines(crops))
    slots: list[Slots] = []
    for start in progress(range(0, len(lines), CHUNK), what="chunks of crops"):
        slots += see_characters(lines[start : start + CHUNK], loaded)
    return join_slots(records, slots, width=len(loaded.rows))


def join_slots(records: NDArray[np.str_], slots: list[Slots], *, width: int) -> SlotImages:
    """Lay the slots of every record end to end; none at all is no error."""
    lengths = [len(found.codes) for found in slots]
    none = Slots(*(np.zeros((0, w), t) for w, t in ((width, "f2"), (CHOICES, "i4"), (CHOICES, "f2"))))
    return SlotImages(
        records,
        np.cumsum([0, *lengths]).astype(np.int64),
        features=np.concatenate([found.features for found in (none, *slots)]),
        codes=np.concatenate([found.codes for found in (none, *slots)]),
        weights=np.concatenate([found.weights for found in (none, *slots)]),
    )


def _lines(crops: pd.DataFrame) -> Iterator[NDArray[np.uint8]]:
    pairs = zip(crops["image"], crops["orientation"], strict=True)
    return (upright_line(decode_png(data), orientation) for data, orientation in pairs)


def _each(images: pd.Series) -> Iterable[bytes]:
    return progress(images, what="crops", total=len(images))
