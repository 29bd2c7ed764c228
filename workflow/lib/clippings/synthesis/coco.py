"""The same truth as `annotations`, in COCO's words, for detectors that train on it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from clippings.running import atomic
from clippings.synthesis.sheets import HEIGHT, WIDTH
from clippings.tables import ROLES


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


def _area(row: Any) -> dict[str, Any]:
    width, height = row.x1 - row.x0, row.y1 - row.y0
    return {"bbox": [row.x0, row.y0, width, height], "area": width * height}
