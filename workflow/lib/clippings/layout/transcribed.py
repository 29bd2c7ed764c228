"""Lines of a page from the transcription beside it: as they are, or as texts of lines that were found."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PureWindowsPath

import numpy as np
import pandas as pd
from layoutparser.elements import Layout, Rectangle, TextBlock

from clippings.images import count_pages
from clippings.layout.labelling import match_lines
from clippings.layout.tilt import Detector, Sheet
from clippings.running import say
from clippings.tables import CORNERS
from clippings.transcriptions.beside import FOLDERS
from clippings.transcriptions.lines import Box, Line, Transcription, fitted
from clippings.transcriptions.reading import read_transcriptions

Tags = Mapping[str, str]


class TranscriptionError(ValueError):
    """Say what is wrong with the transcription of a page; other pages are found all the same."""


def transcription_detector(*, tags: Tags) -> Detector:
    """Return the detector that takes the lines of the transcription; `tags` gives the role of tags of theirs.

    A line that none of them names is `other`.
    """

    def detect(sheet: Sheet) -> Layout:
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
    """Read the lines of a sheet's transcription, their boxes in pixels of the page as scanned and within it.

    Lines without an area there, such as mere baselines, are left out. Raise TranscriptionError where there is
    no transcription, or none that can be used.
    """
    if sheet.transcription is None:
        raise TranscriptionError(
            f"{sheet.path}: no transcription beside it, expected one of its name, such as"
            f" {Path(sheet.path).with_suffix('.xml').name} (or `lines: detected`)"
        )
    size = (sheet.tilt.width, sheet.tilt.height)
    try:
        page = fitted(_page_of(sheet, sheet.transcription), size)
    except ValueError as error:
        raise TranscriptionError(str(error)) from error
    clipped = (replace(line, box=_within(line.box, size)) for line in page.lines)
    lines = [line for line in clipped if line.box[2] > line.box[0] and line.box[3] > line.box[1]]
    if left_out := len(page.lines) - len(lines):
        say(
            f"page {sheet.page}: {left_out} of {len(page.lines)} transcribed lines have no area on the page,"
            " and are left out"
        )
    return lines


def _within(box: Box, size: tuple[int, int]) -> Box:
    x0, y0, x1, y1 = box
    return max(x0, 0), max(y0, 0), min(x1, size[0]), min(y1, size[1])


def _page_of(sheet: Sheet, path: str) -> Transcription:
    """Return the page of a sheet among those of a file, by the name of its image or else by that of the file.

    Of several it is that whose own file is called as the page, as in what `export_pages` writes, or else that
    of its frame, where there are as many as the image has frames: those of other folders do not count.
    """
    pages, image = _pages_in(path), Path(sheet.path)
    # Some files have paths of Windows.
    named = [page for page in pages if PureWindowsPath(page.image).stem == image.stem]
    own = named or (pages if Path(path).stem == image.stem else [])
    if not own:
        names = sorted({page.image for page in pages})
        raise ValueError(
            f"{path}: none of its {len(pages)} pages is of {image.name}, expected one that names it, or the"
            f" file to be called {image.stem}{Path(path).suffix}; found {', '.join(names[:3])}"
        )
    called = [page for page in own if _member(page, path).stem == sheet.page]
    if len(called) == 1:
        return called[0]
    own = [page for page in own if PureWindowsPath(page.image).name == image.name] or own
    own = [page for page in own if image.parent.name in _folders(page, path)] or own
    frames = _frames_in(sheet.path)
    if len(own) != frames:
        raise ValueError(
            f"{path}: {len(own)} of its {len(pages)} pages are of {image.name}, which has {frames}; expected"
            f" as many, or a file called as page {sheet.page}"
        )
    return own[sheet.frame]


def _member(page: Transcription, path: str) -> PureWindowsPath:
    """Return the file of a page within the zip or METS file at `path`, which may be all there is."""
    return PureWindowsPath(page.where.removeprefix(f"{path}: ").removeprefix(f"{path} names "))


def _folders(page: Transcription, path: str) -> set[str]:
    """Return the folder of a page's file, and that of its image where the page names one."""
    around = [name for name in _member(page, path).parent.parts if name not in FOLDERS]
    return {*around[-1:], PureWindowsPath(page.image).parent.name} - {""}


_frames_in = lru_cache(maxsize=8)(count_pages)
_pages_in = lru_cache(maxsize=8)(read_transcriptions)


def _role(line: Line, tags: Tags) -> str:
    known = (tags[tag] for tag in (*line.tags, line.region or "") if tag in tags)
    return next(known, "other")
