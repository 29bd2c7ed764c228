"""The truth of a drawn page: the box of every line of type on the scan, as a table and in COCO's format."""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.running import atomic
from clippings.synthesis.ageing import move_boxes
from clippings.synthesis.sheets import HEIGHT, WIDTH, Line, Sheet
from clippings.tables import CORNERS, ROLES


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


def to_coco(
    annotations: pd.DataFrame,
    pages: list[Mapping[str, Any]],
    *,
    entities: Mapping[str, str],
) -> dict[str, Any]:
    """Return the annotations of drawn `pages` (dicts of page, path, frame) as COCO; boxes are x, y, w, h.

    `entities` names the entity of each mention.
    """
    bare = annotations.astype(object).where(annotations.notna(), None)
    numbers = {page["page"]: number for number, page in enumerate(pages, start=1)}
    categories = {role: number for number, role in enumerate(ROLES, start=1)}
    images = [
        {
            "id": numbers[page["page"]],
            "page": page["page"],
            "file_name": Path(page["path"]).name,
            "frame": page["frame"],
            "width": WIDTH,
            "height": HEIGHT,
        }
        for page in pages
    ]
    boxes = [
        {
            "id": number,
            "image_id": numbers[row.page],
            "category_id": categories[row.role],
            **_area(row),
            "iscrowd": 0,
            "annotation": row.annotation,
            "text": row.text,
            "mention": row.mention,
            "part": row.part,
            "orientation": row.orientation,
            "reading_order": row.reading_order,
            "entity": entities.get(row.mention),
        }
        for number, row in enumerate(bare.itertuples(), start=1)
    ]
    names = [{"id": number, "name": role, "supercategory": "print"} for role, number in categories.items()]
    return {"images": images, "annotations": boxes, "categories": names}


def write_coco(coco: Mapping[str, Any], path: str | Path) -> None:
    """Write COCO as JSON, whole or not at all."""
    with atomic(path) as temporary:
        temporary.write_text(json.dumps(coco, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def entity_of_mention(entries: pd.DataFrame, partners: pd.DataFrame) -> dict[str, str]:
    """Return the entity of every name that an edition prints, by its mention id."""
    return {
        **dict(zip(entries["entry"], entries["entity"], strict=True)),
        **dict(zip(partners["partner"], partners["entity"], strict=True)),
    }


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


def _area(row: Any) -> dict[str, Any]:
    width, height = row.x1 - row.x0, row.y1 - row.y0
    return {"bbox": [row.x0, row.y0, width, height], "area": width * height}
