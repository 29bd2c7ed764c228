"""Crops prepared for the vision tower that an encoder file names."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from PIL import Image

from clippings.encoder.efficientnet import SQUARE as PHOTOGRAPH
from clippings.encoder.efficientnet import load_efficientnet, photograph_square, see_photographs
from clippings.encoder.pixels import lay_out
from clippings.encoder.prepared import Features, Prepared, SlotImages
from clippings.images import decode_crop, decode_png, to_reading
from clippings.recogniser import join_slots, load_recogniser, see_lines
from clippings.running import progress

SQUARE = 224


def prepare_images(crops: pd.DataFrame, settings: Mapping[str, Any], *, threads: int) -> Prepared:
    """Prepare the images of a `crops` table for the tower named by `settings["vision"]`."""
    records = crops["crop"].to_numpy(str)
    match settings["vision"]:
        case "ppocr":
            return _slots(crops, records, settings["recogniser"])
        case "efficientnet_lite0":
            return _photographs(crops, records, settings, threads=threads)
        case _:
            squares = (padded_square(decode_png(data)) for data in _each(crops["image"]))
            return lay_out(records, squares, shape=(3, SQUARE, SQUARE))


def padded_square(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Centre an image on a white square and scale it to (3, 224, 224), smoothed against aliasing."""
    picture = Image.fromarray(image).convert("RGB")
    side = max(picture.size)
    square = Image.new("RGB", (side, side), "white")
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    scaled = square.resize((SQUARE, SQUARE), Image.Resampling.BICUBIC, reducing_gap=None)
    return np.asarray(scaled).transpose(2, 0, 1)


def _photographs(
    crops: pd.DataFrame, records: NDArray[np.str_], settings: Mapping[str, Any], *, threads: int
) -> Prepared:
    """Return the features of a frozen network, or the squares that a trained one takes."""
    torch.set_num_threads(threads)
    squares = (photograph_square(decode_png(data)) for data in _each(crops["image"]))
    if not settings["frozen"]:
        return lay_out(records, squares, shape=(1, PHOTOGRAPH, PHOTOGRAPH))
    return Features(records, see_photographs(squares, load_efficientnet(settings["vision_weights"])))


def _slots(crops: pd.DataFrame, records: NDArray[np.str_], path: str) -> SlotImages:
    recogniser = load_recogniser(path)
    rows = zip(crops["image"], crops["crop"], crops["orientation"], strict=True)
    lines = [to_reading(decode_crop(data, crop), orientation) for data, crop, orientation in rows]
    _, slots = see_lines(lines, recogniser)
    return SlotImages(**join_slots(records, slots, width=recogniser.width))


def _each(images: pd.Series) -> Iterable[bytes]:
    return progress(images, what="crops", total=len(images))
