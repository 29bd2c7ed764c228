"""Lines of a page from the transcription beside it: as they are, or as texts of lines that were found."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from layoutparser.elements import Layout, Rectangle, TextBlock

from clippings.layout.labelling import match_lines
from clippings.layout.tilt import Detector, Sheet
from clippings.tables import CORNERS
from clippings.transcriptions.lines import Line, Transcription, fitted
from clippings.transcriptions.reading import read_transcriptions

Tags = Mapping[str, str]


def transcription_detector(*, tags: Tags) -> Detector:
    """Return the detector that takes the lines of the transcription; `tags` gives the role of tags of theirs.

    A line that none of them names is `other`. Raise ValueError where a page has no transcription.
    """

    def detect(sheet: Sheet) -> Layout:
        if sheet.transcription is None:
            raise ValueError(
                f"{sheet.path}: no transcription beside it, expected one of its name, such as"
                f" {Path(sheet.path).with_suffix('.xml').name} (or `lines: detected`)"
            )
        lines = read_lines(sheet)
        boxes = sheet.tilt.straighten_boxes(np.array([line.box for line in lines], dtype=float)).tolist()
        return Layout(
            [
                TextBlock(Rectangle(*box), id=line.id, text=line.text, type=_role(line, tags))
                for box, line in zip(boxes, lines, strict=True)
            ]
        )

    return detect


def attach_texts(lines: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """Return lines (corners on the page as scanned) with id and text of the transcribed ones they overlap."""
    transcribed = read_lines(sheet)
    boxes = np.array([line.box for line in transcribed], dtype=float).reshape(-1, 4)
    pairs = match_lines(lines[CORNERS].to_numpy(float), boxes)
    given = {row: transcribed[other] for row, other in pairs}
    return lines.assign(
        given=[given[row].id if row in given else None for row in range(len(lines))],
        transcribed=[given[row].text if row in given else None for row in range(len(lines))],
    )


def read_lines(sheet: Sheet) -> list[Line]:
    """Read the lines of a sheet's transcription that have a box, in pixels of the page as scanned."""
    page = _page_of(str(sheet.transcription))(sheet.path, sheet.frame)
    lines = fitted(page, (sheet.tilt.width, sheet.tilt.height)).lines
    return [line for line in lines if line.box[2] > line.box[0] and line.box[3] > line.box[1]]


@lru_cache(maxsize=8)
def _page_of(path: str) -> Callable[[str, int], Transcription]:
    """Return the function that finds the page of an image among those of a file."""
    pages = read_transcriptions(path)
    by_stem = {Path(page.image).stem: page for page in pages}

    def find(image: str, frame: int) -> Transcription:
        if len(pages) == 1:
            return pages[0]
        if page := by_stem.get(Path(image).stem):
            return page
        if len(by_stem) <= 1 and frame < len(pages):
            return pages[frame]
        raise ValueError(
            f"{path}: none of its {len(pages)} pages is of {Path(image).name}, expected one; found"
            f" {', '.join(sorted(by_stem)[:3])}"
        )

    return find


def _role(line: Line, tags: Tags) -> str:
    known = (tags[tag] for tag in (*line.tags, line.region or "") if tag in tags)
    return next(known, "other")
