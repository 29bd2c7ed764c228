"""Annotations in COCO's words: read as what a page holds, for import as boxes and for training."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from layoutparser.elements import Layout, Rectangle, TextBlock

from clippings.layout.detectors import Detector, Sheet
from clippings.layout.tilt import Boxes
from clippings.tables import ROLES


@dataclass(frozen=True)
class AnnotatedPage:
    """One annotated image: its page id if known, its file name and frame, boxes (n, 4) and roles (n)."""

    page: str | None
    file_name: str
    frame: int
    boxes: Boxes
    roles: list[str]


def coco_detector(*, annotations: Sequence[str | Path], labels: Mapping[str, str], threads: int) -> Detector:
    """Return the detector that imports annotations: of a page by its id, else by its file name and frame.

    `labels` gives the role of each category; one that is called like a role needs none.
    """
    pages = read_coco(annotations, labels=labels)
    by_id = {page.page: page for page in pages if page.page}
    by_place = {(page.file_name, page.frame): page for page in pages}
    names = Counter(page.page or (page.file_name, page.frame) for page in pages)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise ValueError(f"annotations: {twice[0]} is annotated twice, expected a `page` id for each image")

    def detect(sheet: Sheet) -> Layout:
        found = by_id.get(sheet.page) or by_place.get((Path(sheet.path).name, sheet.frame))
        if found is None:
            return Layout([])
        boxes = sheet.tilt.straighten_boxes(found.boxes).tolist()
        return Layout(
            [TextBlock(Rectangle(*box), type=role) for box, role in zip(boxes, found.roles, strict=True)]
        )

    return detect


def read_coco(files: Iterable[str | Path], *, labels: Mapping[str, str]) -> list[AnnotatedPage]:
    """Read COCO files; raise ValueError where one is no such file or has a category without a role."""
    return [page for file in files for page in _read(file, labels)]


def _read(file: str | Path, labels: Mapping[str, str]) -> list[AnnotatedPage]:
    try:
        coco = json.loads(Path(file).read_text(encoding="utf-8"))
        roles = {c["id"]: _role(c["name"], labels, file) for c in coco["categories"]}
        drawn: dict[Any, list[dict[str, Any]]] = {image["id"]: [] for image in coco["images"]}
        for annotation in coco["annotations"]:
            drawn[annotation["image_id"]].append(annotation)
        return [_page(image, drawn[image["id"]], roles) for image in coco["images"]]
    except FileNotFoundError:
        raise ValueError(f"{file}: no such file; expected COCO annotations (JSON)") from None
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ValueError(
            f"{file}: not COCO annotations ({reason}); expected images, annotations, categories"
        ) from error


def _role(category: str, labels: Mapping[str, str], file: str | Path) -> str:
    role = labels.get(category, category)
    if role not in ROLES:
        raise ValueError(
            f"{file}: category {category!r} has no role; expected labels to give it one of {', '.join(ROLES)}"
        )
    return role


def _page(image: Mapping[str, Any], drawn: list[dict[str, Any]], roles: Mapping[Any, str]) -> AnnotatedPage:
    x, y, width, height = np.array([a["bbox"] for a in drawn], dtype=float).reshape(-1, 4).T
    return AnnotatedPage(
        page=image.get("page"),
        file_name=Path(image["file_name"]).name,
        frame=int(image.get("frame", 0)),
        boxes=np.stack([x, y, x + width, y + height], axis=1),
        roles=[roles[a["category_id"]] for a in drawn],
    )
