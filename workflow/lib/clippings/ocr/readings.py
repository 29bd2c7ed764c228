"""Reading crops with an engine chosen by name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from clippings.images import bears_ink, decode_crop, to_reading
from clippings.ocr import ppocr, tesseract
from clippings.recogniser import Arrays, join_slots, load_recogniser, see_lines
from clippings.running import say
from clippings.tables import READINGS
from clippings.text import tidy

Reading = tuple[str, float] | None
# An engine takes grey crops (h, w), their orientations and its own settings, and returns one (text,
# confidence 0 to 1) per crop, None for one that it cannot read.
Engine = Callable[..., Sequence[Reading]]
ENGINES: dict[str, Engine] = {"ppocr": ppocr.read, "tesseract": tesseract.read}
TRANSCRIPTION = "transcription"


def read_names(crops: pd.DataFrame, engine: str, *, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Read each crop of a `crops` table, by its caption where it has one: a `readings` table in its order.

    `settings` go to the engine as keywords, but for `reader`, which names the engine where `engine` is
    another name for it (say, Tesseract in English). The engine `transcription` takes the text that came with
    the page. An unreadable crop is a ValueError.
    """
    if engine == TRANSCRIPTION:
        return _tabulate(crops, engine, [(text, 1.0) for text in crops["transcribed"].fillna("")])
    settings = dict(settings)
    reader = ENGINES[settings.pop("reader", engine)]
    images = [decode_crop(*pair) for pair in zip(_printed(crops), crops["crop"], strict=True)]
    inked = [place for place, image in enumerate(images) if bears_ink(image)]
    orientations = crops["orientation"].iloc[inked].tolist()
    texts: dict[int, Reading] = dict(
        zip(inked, reader([images[p] for p in inked], orientations, **settings), strict=True)
    )
    return _tabulate(crops, engine, [texts.get(place, ("", 0.0)) for place in range(len(crops))])


def recognise_names(
    crops: pd.DataFrame, engine: str, *, settings: Mapping[str, Any]
) -> tuple[pd.DataFrame, Arrays]:
    """Read each crop of a `crops` table with PP-OCRv6 and keep what the network saw of it, in one pass.

    Returns the `readings` table of `read_names`, and the arrays that a `ppocr` image tower takes. Where
    captions are read in place of the images, these are seen in a pass of their own.
    """
    reader = load_recogniser(settings["model"])
    rows = zip(crops["image"], crops["crop"], crops["orientation"], strict=True)
    lines = [to_reading(decode_crop(data, crop), orientation) for data, crop, orientation in rows]
    texts, slots = see_lines(lines, reader)
    images = join_slots(crops["crop"], slots, width=reader.width)
    if "caption" in crops and crops["caption"].notna().any():
        return read_names(crops, engine, settings=settings), images
    return _tabulate(crops, engine, texts), images


def _printed(crops: pd.DataFrame) -> "pd.Series[Any]":
    """Return the PNG bytes that show the text of each crop: its caption where it has one, else its image."""
    if "caption" not in crops:
        return crops["image"]
    return crops["image"].where(crops["caption"].isna(), crops["caption"])


def _tabulate(crops: pd.DataFrame, engine: str, texts: Sequence[Reading]) -> pd.DataFrame:
    rows = [(crop, engine, *_outcome(text)) for crop, text in zip(crops["crop"], texts, strict=True)]
    readings = pd.DataFrame(rows, columns=READINGS.names)
    counts = readings["status"].value_counts()
    say(
        f"{engine}: {len(crops)} crops, " + ", ".join(f"{count} {status}" for status, count in counts.items())
    )
    return readings


def _outcome(reading: Reading) -> tuple[str, float | None, str]:
    if reading is None:
        return "", None, "unreadable"
    text, confidence = tidy(reading[0]), reading[1]
    return (text, confidence, "ok") if text else ("", None, "blank")
