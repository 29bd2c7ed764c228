"""Pages in, boxes and statuses out, with any of the detectors."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from layoutparser.elements import Layout

from clippings.images import Pixels, open_pages
from clippings.layout.arrangement import EDGES, arrange
from clippings.layout.coco import coco_detector
from clippings.layout.spans import to_spans
from clippings.layout.status import page_status
from clippings.layout.tilt import Detector, Sheet, measure_tilt
from clippings.running import progress, say
from clippings.tables import CORNERS, NAMES

LINES = (*NAMES, "field")
COLUMNS = ["box", "page", "source", "role", "orientation", "reading_order", *CORNERS]
COLUMNS += ["confidence", "name", "part", "entry"]
Row = Mapping[str, Any]


def build_detector(name: str, settings: Mapping[str, Any], *, threads: int) -> Detector:
    """Build the detector `name` with its own settings; raise ValueError where there is none of that name.

    Boxes that it returns are in pixels of the straight page.
    """
    if name not in DETECTORS:
        raise ValueError(f"detector {name!r} is unknown, expected one of {', '.join(DETECTORS)}")
    return DETECTORS[name](threads=threads, **settings)


# Imported only when called, so that a run needs only the packages of its own detector.
def _lines(**settings: Any) -> Detector:
    from clippings.layout.lines import line_detector

    return line_detector(**settings)


def _layoutparser(**settings: Any) -> Detector:
    from clippings.layout.models import model_detector

    return model_detector(**settings)


DETECTORS: dict[str, Callable[..., Detector]] = {
    "lines": _lines,
    "layoutparser": _layoutparser,
    "coco": coco_detector,
}


def detect_pages(
    pages: Sequence[Row], *, detector: Detector, sources: Mapping[str, Row]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the boxes on `pages` (page, path, source, frame); return them and what became of each page.

    `sources` declares the orientation of each source, and by the keys of its `sides` the roles it prints.
    A page that cannot be read, is blank or has no names has no boxes, and the reason in its status.
    """
    boxes, statuses = [pd.DataFrame(columns=COLUMNS)], []
    images = open_pages((row["path"], row["frame"]) for row in pages)
    for row, image in zip(progress(pages, what="pages", total=len(pages)), images, strict=True):
        result = image if isinstance(image, ValueError) else detect_page(row, image, detector, sources)
        status = page_status(row, result)
        if status["status"] != "ok":
            say(status["message"])
        elif not isinstance(result, ValueError):
            boxes.append(result)
        statuses.append(status)
    return pd.concat(boxes, ignore_index=True), pd.DataFrame(statuses)


def detect_page(row: Row, image: Pixels, detector: Detector, sources: Mapping[str, Row]) -> pd.DataFrame:
    """Find the boxes of one page, in reading order, in pixels of the page as scanned."""
    source = sources[row["source"]]
    tilt = measure_tilt(image, orientation=source["orientation"])
    straight = tilt.straighten_image(image)
    sheet = Sheet(
        page=row["page"],
        path=row["path"],
        frame=row["frame"] or 0,
        image=straight,
        tilt=tilt,
        orientation=source["orientation"],
        roles=tuple(source["sides"]),
    )
    boxes = arrange(lines_of(detector(sheet), sheet), orientation=sheet.orientation, width=image.shape[1])
    boxes[CORNERS] = tilt.tilt_boxes(boxes[CORNERS].to_numpy(float))
    boxes = boxes.assign(page=row["page"], source=row["source"], orientation=sheet.orientation)
    for column in ("reading_order", "name", "entry"):
        ids = boxes[column].map(lambda order: f"{row['page']}-b{int(order):03d}", na_action="ignore")
        boxes["box" if column == "reading_order" else column] = ids
    return boxes[COLUMNS]


def lines_of(layout: Layout, sheet: Sheet) -> pd.DataFrame:
    """Turn the blocks of a layout into lines (start, top, end, bottom, role, confidence).

    Blocks of other types, and those without an area, are no lines.
    """
    blocks = [block for block in layout if block.type in LINES and block.width > 0 and block.height > 0]
    corners = np.array([block.coordinates for block in blocks], dtype=float).reshape(-1, 4)
    spans = to_spans(corners, orientation=sheet.orientation, width=sheet.image.shape[1])
    lines = pd.DataFrame(spans, columns=list(EDGES))
    confidence = [np.nan if block.score is None else float(block.score) for block in blocks]
    return lines.assign(role=[block.type for block in blocks], confidence=confidence)
