"""Crops scanned again, simulated: real or drawn print as a scanner of lower resolution would have seen it."""

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
import pandas as pd

from clippings.images import Pixels, decode_crop, encode_png
from clippings.synthesis.ageing import Field
from clippings.synthesis.pages import page_rng

PICTURES = ("image", "caption")


def rescan_crops(crops: pd.DataFrame, *, seed: int, **settings: Any) -> pd.DataFrame:
    """Return a `crops` table with its pictures scanned again in grey, as `rescan` does with `settings`.

    The random numbers of a crop depend on its id and `seed` alone, not on its neighbours. Boxes still say
    where a crop stands on the page as it was first scanned.
    """
    scanned = crops.copy()
    for column in (name for name in PICTURES if name in crops):
        scanned[column] = [
            _scanned(data, crop, seed, settings) if isinstance(data, bytes) else None
            for data, crop in zip(crops[column], crops["crop"], strict=True)
        ]
    return scanned


def rescan(
    image: Pixels,
    *,
    scale: float,
    rng: np.random.Generator,
    blur: float,
    noise: float,
    contrast: float,
    brightness: float,
    binarise: bool,
) -> Pixels:
    """Scan a grey image (h, w) again at `scale` of its size: a grey image (about h × scale, w × scale).

    `blur` is the standard deviation of the optics in pixels of the new scan. Contrast is drawn within 1 ±
    `contrast`, brightness within ± `brightness` grey levels; `noise` is the standard deviation of the
    sensor's, in grey levels a pixel. `binarise` leaves black and white, parted by the method of Otsu (1979).
    """
    light: Field = image.astype(np.float32)
    if blur:
        light = cv2.GaussianBlur(light, (0, 0), blur / scale, borderType=cv2.BORDER_REPLICATE)
    height, width = (max(1, round(side * scale)) for side in image.shape)
    seen: Field = cv2.resize(light, (width, height), interpolation=cv2.INTER_AREA)
    middle, gain = float(seen.mean()), 1 + contrast * rng.uniform(-1, 1)
    seen = (seen - middle) * gain + middle + brightness * rng.uniform(-1, 1)
    seen += noise * rng.standard_normal(seen.shape, dtype=np.float32)
    grey: Pixels = np.clip(np.rint(seen), 0, 255).astype(np.uint8)
    return _parted(grey) if binarise else grey


def _scanned(data: bytes, crop: str, seed: int, settings: Mapping[str, Any]) -> bytes:
    return encode_png(rescan(decode_crop(data, crop), rng=page_rng(crop, seed), **settings))


def _parted(grey: Pixels) -> Pixels:
    return np.asarray(cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)
