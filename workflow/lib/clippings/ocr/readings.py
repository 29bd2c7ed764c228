"""Reading crops with an engine chosen by name."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from clippings.images import DAMAGE, Pixels, decode_png
from clippings.ocr import ppocr, tesseract
from clippings.ocr.text import tidy
from clippings.running import say
from clippings.tables import READINGS

# An engine takes grey crops (h, w), their orientations and its own settings, and gives one (text,
# confidence 0 to 1) a crop.
Engine = Callable[..., list[tuple[str, float]]]
ENGINES: dict[str, Engine] = {"ppocr": ppocr.read, "tesseract": tesseract.read}

# A crop whose grey values differ by less than this, of 255, bears no ink.
INK_CONTRAST = 24


def read_names(crops: pd.DataFrame, engine: str, *, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Read each crop of a `crops` table, by its caption where it has one: a `readings` table in its order.

    `settings` go to the engine as keywords, but for `reader`, which names the engine where `engine` is
    another name for it (say, Tesseract in English). An unreadable crop or unknown engine is a ValueError.
    """
    settings = dict(settings)
    reader = chosen_engine(settings.pop("reader", engine))
    images = [_decode(*pair) for pair in zip(_printed(crops), crops["crop"], strict=True)]
    inked = [place for place, image in enumerate(images) if _bears_ink(image)]
    orientations = crops["orientation"].iloc[inked].tolist()
    found = reader([images[place] for place in inked], orientations, **settings)
    read = dict(zip(inked, found, strict=True))
    rows = [
        (crop, engine, *_outcome(*read.get(place, ("", 0.0)))) for place, crop in enumerate(crops["crop"])
    ]
    readings = pd.DataFrame(rows, columns=READINGS.names)
    say(f"{engine}: {len(crops)} crops, {(readings['status'] == 'blank').sum()} of them blank")
    return readings


def _printed(crops: pd.DataFrame) -> pd.Series:
    """Return the PNG bytes that bear the text of each crop: its caption where it has one, else its image."""
    if "caption" not in crops:
        return crops["image"]
    return crops["image"].where(crops["caption"].isna(), crops["caption"])


def chosen_engine(name: str) -> Engine:
    """Return the reading function of an engine; raise ValueError with the known names for another."""
    if name not in ENGINES:
        raise ValueError(f"ocr: unknown engine {name!r}, expected one of {', '.join(sorted(ENGINES))}")
    return ENGINES[name]


def _outcome(text: str, confidence: float) -> tuple[str, float | None, str]:
    text = tidy(text)
    return (text, confidence, "ok") if text else ("", None, "blank")


def _decode(data: bytes, crop: str) -> Pixels:
    try:
        image = decode_png(data)
    except DAMAGE as error:
        raise ValueError(f"crop {crop}: not a readable image ({error}), expected PNG bytes") from None
    return np.asarray(Image.fromarray(image).convert("L"))


def _bears_ink(image: Pixels) -> bool:
    # Percentiles, not extremes: one dark speck is not a name.
    dark, light = np.percentile(image, [0.5, 95])
    return bool(light - dark >= INK_CONTRAST)
