"""Pictures of boxes on pages, to see at a glance what a detector makes of a publication."""

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from clippings.images import MOST_PIXELS, Pixels, encode_png, open_page
from clippings.running import atomic, say
from clippings.tables import CORNERS, NAMES

Place = tuple[int, int]
Colour = tuple[int, int, int]
# Red, green, blue; distinct to colour-blind eyes too (Okabe and Ito).
COLOURS = {
    "entry": (0, 0, 0),
    "name": (213, 94, 0),
    "partner": (0, 114, 178),
    "field": (0, 158, 115),
    "other": (153, 153, 153),
}
KEY_HEIGHT = 60
MOST_IN_ROW = 4


def draw_overlays(
    boxes: pd.DataFrame,
    pages: Sequence[Mapping[str, Any]],
    *,
    output: str | Path,
    most_pixels: int = MOST_PIXELS,
) -> None:
    """Draw the first of `pages` (dicts of page, path, frame, source) that has boxes, of each source.

    The pictures stand side by side, four in a row, in the order of `pages`, in one PNG. Raise ValueError for
    a page that cannot be read or has more than `most_pixels`.
    """
    pictures = [
        _first_page(boxes, list(rows), most_pixels) for _, rows in groupby(pages, key=itemgetter("source"))
    ]
    starts = range(0, len(pictures), MOST_IN_ROW)
    rows = [_joined(pictures[start : start + MOST_IN_ROW], axis=1) for start in starts]
    with atomic(output) as temporary:
        temporary.write_bytes(encode_png(_joined(rows, axis=0)))


def _joined(pictures: Sequence[Pixels], *, axis: int) -> Pixels:
    """Join pictures (h, w, 3) along an axis, with white where they are shorter across it."""
    across = 1 - axis
    longest = max(picture.shape[across] for picture in pictures)
    fills = np.zeros((len(pictures), 3, 2), dtype=int)
    fills[:, across, 1] = [longest - picture.shape[across] for picture in pictures]
    padded = (np.pad(p, fill, constant_values=255) for p, fill in zip(pictures, fills, strict=True))
    return np.concatenate(list(padded), axis=axis)


def _first_page(boxes: pd.DataFrame, pages: Sequence[Mapping[str, Any]], most_pixels: int) -> Pixels:
    drawn = next((row for row in pages if row["page"] in set(boxes["page"])), None)
    if drawn is None:
        say(f"{pages[0]['source']}: none of {len(pages)} pages has a box, so its picture is empty")
        return overlay(np.full((KEY_HEIGHT, 1200), 255, np.uint8), boxes.head(0))
    image = open_page(drawn["path"], frame=drawn["frame"], most_pixels=most_pixels)
    return overlay(image, boxes[boxes["page"] == drawn["page"]])


def overlay(image: Pixels, boxes: pd.DataFrame) -> Pixels:
    """Draw the boxes of one page on its pale image (h, w[, 3]), under a key of the roles' colours.

    Names and partners carry their place in reading order; a line leads from a broken name to its rest.
    """
    colour = image if image.ndim == 3 else np.stack([image] * 3, axis=2)
    canvas = np.ascontiguousarray((255 - (255 - colour.astype(int)) * 0.6).astype(np.uint8))
    for box in boxes.sort_values("role").itertuples():
        margin = 7 if box.role == "entry" else 1
        upper_left = int(box.x0) - margin, int(box.y0) - margin
        lower_right = int(box.x1) + margin, int(box.y1) + margin
        thickness = 1 if box.role == "entry" else 2
        cv2.rectangle(canvas, upper_left, lower_right, COLOURS[box.role], thickness)
        if box.role in NAMES and box.part == 0:
            place = max(upper_left[0], 0), max(upper_left[1] - 3, 10)
            _write(canvas, str(box.reading_order), place, 0.42, COLOURS[box.role], 1)
    _link_parts(canvas, boxes)
    return np.concatenate([_key(canvas.shape[1], boxes), canvas])


def _link_parts(canvas: Pixels, boxes: pd.DataFrame) -> None:
    for _, parts in boxes[boxes["role"] != "entry"].groupby("name"):
        middles = parts.sort_values("part")[CORNERS].to_numpy(float).reshape(-1, 2, 2).mean(axis=1)
        for before, after in pairwise(middles):
            ends = before.astype(int).tolist(), after.astype(int).tolist()
            cv2.line(canvas, *ends, COLOURS[parts["role"].iloc[0]], 2, cv2.LINE_AA)


def _key(width: int, boxes: pd.DataFrame) -> Pixels:
    key = np.full((KEY_HEIGHT, width, 3), 255, dtype=np.uint8)
    left = 20
    for role, count in boxes["role"].value_counts().reindex(list(COLOURS), fill_value=0).items():
        cv2.rectangle(key, (left, 18), (left + 40, 42), COLOURS[role], -1)
        text = f"{role} ({count})"
        _write(key, text, (left + 50, 40), 0.9, (0, 0, 0), 2)
        left += 110 + 18 * len(text)
    return key


def _write(canvas: Pixels, text: str, place: Place, size: float, colour: Colour, width: int) -> None:
    cv2.putText(canvas, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, colour, width, cv2.LINE_AA)
