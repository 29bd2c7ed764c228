"""Import of annotations in COCO's format as the boxes of a page."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from layoutparser.elements import Layout, Rectangle, TextBlock

from clippings.layout.tilt import Detector, Sheet
from clippings.overlaps import Boxes
from clippings.tables import ROLES

# An annotated image: its page id if known, its file name and frame, boxes (n, 4) and their roles (n).
Place = tuple[str, int]
Blocks = tuple[Boxes, list[str]]
Annotated = tuple[str | None, Place, Blocks]


def coco_detector(*, annotations: Sequence[str | Path], labels: Mapping[str, str], threads: int) -> Detector:
    """Return the detector that imports annotations: of a page by its id, else by its file name and frame.

    An image with a `page` id is of that page alone. `labels` gives the role of each category; one that is
    named like a role needs none.
    """
    images = [image for file in annotations for image in read_coco(file, labels=labels)]
    names = Counter(page or place for page, place, _ in images)
    repeated = [name for name, count in names.items() if count > 1]
    if repeated:
        raise ValueError(
            f"annotations: {repeated[0]} is annotated twice, expected a `page` id for each image"
        )
    by_page = {page: blocks for page, _, blocks in images if page}
    by_place = {place: blocks for page, place, blocks in images if not page}
    nothing: Blocks = (np.zeros((0, 4)), [])

    def detect(sheet: Sheet) -> Layout:
        place = (Path(sheet.path).name, sheet.frame)
        boxes, roles = by_page.get(sheet.page) or by_place.get(place, nothing)
        corners = sheet.tilt.straighten_boxes(boxes).tolist()
        return Layout(
            [TextBlock(Rectangle(*box), type=role) for box, role in zip(corners, roles, strict=True)]
        )

    return detect


def read_coco(file: str | Path, *, labels: Mapping[str, str]) -> list[Annotated]:
    """Read the images of a COCO file; raise ValueError where it is none or has a category without a role."""
    try:
        return list(_images(json.loads(Path(file).read_text(encoding="utf-8")), labels, str(file)))
    except FileNotFoundError:
        raise ValueError(f"{file}: no such file; expected COCO annotations (JSON)") from None
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ValueError(
            f"{file}: not COCO annotations ({reason}); expected images, annotations, categories"
        ) from error


def _images(coco: Mapping[str, Any], labels: Mapping[str, str], file: str) -> Iterator[Annotated]:
    role_of = {category["id"]: _role(category["name"], labels, file) for category in coco["categories"]}
    annotated: dict[Any, list[Mapping[str, Any]]] = {image["id"]: [] for image in coco["images"]}
    for annotation in coco["annotations"]:
        annotated[annotation["image_id"]].append(annotation)
    for image in coco["images"]:
        place = (Path(image["file_name"]).name, int(image.get("frame", 0)))
        own = annotated[image["id"]]
        for annotation in own:
            if len(annotation["bbox"]) != 4:
                raise ValueError(
                    f"{file}: the bbox of an annotation of {image['file_name']} is {annotation['bbox']},"
                    " expected four numbers: x, y, width, height"
                )
        x, y, width, height = np.array([a["bbox"] for a in own], dtype=float).reshape(-1, 4).T
        boxes = np.stack([x, y, x + width, y + height], axis=1)
        yield image.get("page"), place, (boxes, [role_of[a["category_id"]] for a in own])


def _role(category: str, labels: Mapping[str, str], file: str) -> str:
    role = labels.get(category, category)
    if role not in ROLES:
        raise ValueError(
            f"{file}: category {category!r} has no role; expected labels to give it one of {', '.join(ROLES)}"
        )
    return role
