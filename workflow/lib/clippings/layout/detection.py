"""Pages in, lines and statuses out, with any of the detectors."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from layoutparser.elements import Layout

from clippings.images import MOST_PIXELS, Pixels, open_pages
from clippings.layout.coco import coco_detector
from clippings.layout.ink import measure_ink
from clippings.layout.spans import to_spans
from clippings.layout.status import page_status
from clippings.layout.tilt import Detector, Sheet, measure_tilt
from clippings.layout.transcribed import TranscriptionError, attach_texts
from clippings.running import progress, say
from clippings.tables import CORNERS, LINE_ROLES, LINES

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


def _whole_lines(**settings: Any) -> Detector:
    from clippings.layout.lines import whole_line_detector

    return whole_line_detector(**settings)


def _transcription(*, threads: int, **settings: Any) -> Detector:
    from clippings.layout.transcribed import transcription_detector

    return transcription_detector(**settings)


DETECTORS: dict[str, Callable[..., Detector]] = {
    "lines": _lines,
    "whole_lines": _whole_lines,
    "transcription": _transcription,
    "layoutparser": _layoutparser,
    "coco": coco_detector,
}


def detect_pages(
    pages: Sequence[Row], *, detector: Detector, source: Row, most_pixels: int = MOST_PIXELS
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the lines on `pages` (page, path, source, frame); return them and what became of each page.

    `source` declares the `orientation` of the pages, the `roles` that they print, and whether to measure the
    `ink` of lines, from which their roles are learned. The `transcription` of a page, if it has one, gives
    the lines their texts. A page that cannot be read, has more than `most_pixels` or is blank has no lines,
    and the reason in its status.
    """
    lines, statuses = [pd.DataFrame(columns=LINES.names)], []
    images = open_pages(((row["path"], row["frame"]) for row in pages), most_pixels=most_pixels)
    for row, image in zip(progress(pages, what="pages", total=len(pages)), images, strict=True):
        result = image if isinstance(image, ValueError) else _page_or_error(row, image, detector, source)
        status = page_status(row, result)
        if status["status"] != "ok":
            say(status["message"])
        elif not isinstance(result, ValueError):
            lines.append(result)
        statuses.append(status)
    return pd.concat(lines, ignore_index=True), pd.DataFrame(statuses)


def detect_page(row: Row, image: Pixels, detector: Detector, source: Row) -> pd.DataFrame:
    """Find the lines of one page, in pixels of the page as scanned."""
    tilt = measure_tilt(image, orientation=source["orientation"])
    sheet = Sheet(
        page=row["page"],
        path=row["path"],
        frame=row["frame"] or 0,
        image=tilt.straighten_image(image),
        tilt=tilt,
        orientation=source["orientation"],
        roles=tuple(source["roles"]),
        transcription=row.get("transcription"),
    )
    lines = lines_of(detector(sheet))
    if source["ink"]:
        spans = to_spans(lines[CORNERS], orientation=sheet.orientation, width=tilt.width)
        lines = lines.join(measure_ink(sheet.image, spans, orientation=sheet.orientation))
    lines[CORNERS] = tilt.tilt_boxes(lines[CORNERS].to_numpy(float))
    if sheet.transcription and lines["given"].isna().all():
        lines = attach_texts(lines, sheet)
    ids = [f"{row['page']}-l{number:03d}" for number in range(len(lines))]
    page = {key: row[key] for key in ("page", "source")} | {"orientation": sheet.orientation}
    page |= {"width": tilt.width, "height": tilt.height, "tilt": tilt.angle}
    return lines.assign(line=ids, **page).reindex(columns=LINES.names)


def _page_or_error(row: Row, image: Pixels, detector: Detector, source: Row) -> pd.DataFrame | ValueError:
    """Return the lines of a page, or what is wrong with its transcription; other errors are raised."""
    try:
        return detect_page(row, image, detector, source)
    except TranscriptionError as error:
        return error


def lines_of(layout: Layout) -> pd.DataFrame:
    """Turn the blocks of a layout into lines: box, role, confidence, and id and text where there are any.

    Blocks of other types, and those without an area, are no lines.
    """
    blocks = [block for block in layout if block.type in LINE_ROLES and block.width > 0 and block.height > 0]
    corners = np.array([block.coordinates for block in blocks], dtype=float).reshape(-1, 4)
    return pd.DataFrame(corners, columns=CORNERS).assign(
        role=[block.type for block in blocks],
        confidence=[np.nan if block.score is None else float(block.score) for block in blocks],
        given=[block.id for block in blocks],
        transcribed=[block.text for block in blocks],
    )
