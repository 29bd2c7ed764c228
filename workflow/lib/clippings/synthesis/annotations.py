"""The truth of a drawn page: the box of every line of type on the scan."""

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.synthesis.ageing import move_boxes
from clippings.synthesis.sheets import Line, Sheet
from clippings.tables import CORNERS


def annotate(sheet: Sheet, matrix: NDArray[Any], *, page: str, source: str) -> pd.DataFrame:
    """List the inked boxes of `sheet` after the affine `matrix` (2, 3), in reading order.

    Each entry comes first as a whole, then line by line; the running head is no part of an entry.
    """
    entries: dict[str, list[tuple[Line, NDArray[np.float64]]]] = defaultdict(list)
    for line, boxes in zip(sheet.lines, sheet.boxes, strict=True):
        if line.entry is not None and len(boxes):
            entries[line.entry].append((line, boxes))
    rows = [row for lines in entries.values() for row in _entry_rows(lines, matrix)]
    return pd.DataFrame(
        {"annotation": f"{page}-{order:04d}", "page": page, "source": source, "reading_order": order, **row}
        for order, row in enumerate(rows)
    )


def _entry_rows(lines: list[tuple[Line, NDArray[np.float64]]], matrix: NDArray[Any]) -> list[dict[str, Any]]:
    whole = np.concatenate([boxes for _, boxes in lines])
    entry = {"role": "entry", "orientation": lines[0][0].orientation, "part": 0}
    return [
        {**entry, **_corners(whole, matrix)},
        *({**_described(line), **_corners(boxes, matrix)} for line, boxes in lines),
    ]


def _described(line: Line) -> dict[str, Any]:
    return {key: getattr(line, key) for key in ("role", "orientation", "mention", "part", "text")}


def _corners(boxes: NDArray[np.float64], matrix: NDArray[Any]) -> dict[str, float]:
    return dict(zip(CORNERS, map(float, move_boxes(boxes, matrix)), strict=True))
