"""Pictures of names: cut out or read from their files, and seen by the recogniser that rapidocr carries."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import Any

import pandas as pd

from clippings.encoder.prepared import SlotImages, join_portions
from clippings.layout.cropping import crop_names
from clippings.ocr.readings import recognise_names
from clippings.records.importing import import_crops

ENGINE, RECOGNISER = "ppocr", "PP-OCRv6_rec_small.onnx"
PADDING = 0.15  # Round a box, as a share of the thickness of the line: that of the workflow.
PER_PORTION = 256


def recogniser() -> str:
    """Return the path of PP-OCR's recogniser in the installed package rapidocr."""
    return str(files("rapidocr") / "models" / RECOGNISER)


def read_pictures(items: pd.DataFrame, boxes: pd.DataFrame) -> pd.DataFrame:
    """Read the pictures of items that have any into a `crops` table, ordered by id.

    `boxes`, by record, say where on its page a name stands; a picture without one is a name as a whole.
    """
    pictured = items[items["path"].notna()].sort_values("record")
    boxed = pictured["record"].isin(boxes.index)
    whole = import_crops(pictured[~boxed].to_dict("records"), orientation="horizontal")
    if not boxed.any():
        return whole
    lines = pictured[boxed].assign(page=pictured["path"], name=pictured["record"], part=1, tilt=0.0)
    lines = lines.assign(entry=None, transcribed=None, reading_order=range(len(lines)))
    lines = lines.join(boxes, on="record")
    pages: list[Mapping[str, Any]] = [
        {"page": path, "path": path, "frame": None} for path in dict.fromkeys(lines["path"])
    ]
    cut = crop_names(lines, pages, padding=PADDING)
    return pd.concat([whole, cut], ignore_index=True).sort_values("crop", ignore_index=True)


def see(crops: pd.DataFrame, *, threads: int) -> tuple[pd.DataFrame, SlotImages]:
    """Read each crop, and keep what the network saw of it: a `readings` table, and prepared images."""
    portions = [crops[start : start + PER_PORTION] for start in range(0, len(crops), PER_PORTION)]
    settings = {"model": recogniser()}
    with ThreadPoolExecutor(threads) as pool:
        seen = [*pool.map(lambda part: recognise_names(part, ENGINE, settings=settings), portions)]
    return pd.concat([readings for readings, _ in seen], ignore_index=True), join_portions(
        [images for _, images in seen]
    )
