"""Drawn names: firm names printed on specimen sheets in many faces, aged like pages and cut out."""

from collections.abc import Iterator, Mapping
from typing import Any

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.images import encode_png
from clippings.running import progress
from clippings.synthesis.annotations import annotate
from clippings.synthesis.faces import Typecase
from clippings.synthesis.pages import page_rng, scan_sheet
from clippings.synthesis.rescans import rescan
from clippings.synthesis.sheets import VERTICAL, Line, Sheet, blank_sheet, print_line
from clippings.tables import CORNERS

# The faces of text, and those of GOTHIC of the names, by spelling.
JAPANESE, LATIN = ("mincho", "gothic"), ("roman", "display")
STYLES = {"new": JAPANESE, "old": JAPANESE, "indexed": LATIN, "signed": LATIN}
PER_SHEET = 40
# A sheet is as wide as this many pixels along its lines, and grows across them.
MEASURE = 1000
MARGIN = 40
SIZES = (24, 43)
LOOSENESS = 0.06
GOTHIC = 0.4
PADDING = (0.05, 0.3)
# Of a coarse scan: its resolution as a share of the other's, and what it does to light; noise in grey levels.
COARSE, NOISE = (0.3, 0.7), (2.0, 18.0)
SCANNER: dict[str, Any] = {"blur": 0.5, "contrast": 0.2, "brightness": 15.0, "binarise": False}


def draw_names(
    names: pd.DataFrame,
    *,
    source: str,
    orientation: str,
    spelling: str,
    renders: int,
    coarse: float = 0.0,
    typecase: Typecase,
    ageing: Mapping[str, Any],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw `names` (entity, and how it is spelt) `renders` times each; return their crops and their mentions.

    `spelling` names the column of their texts, and so the faces. Crops are grey; of the share `coarse` of the
    sheets they are scanned at a low resolution.
    """
    mentions = _list_mentions(names, source, orientation, spelling, renders)
    images: dict[str, bytes] = {}
    for start in progress(range(0, len(mentions), PER_SHEET), what="sheets"):
        some = mentions.iloc[start : start + PER_SHEET]
        rng = page_rng(some["mention"].iloc[0], ageing["seed"])
        sheet = _print_specimens(some, orientation, STYLES[spelling], typecase, rng)
        scan, matrix = scan_sheet(sheet, strength=ageing["strength"], skew=ageing["skew"], rng=rng)
        boxes = annotate(sheet, matrix, page="", source=source)
        grey = cv2.cvtColor(scan, cv2.COLOR_RGB2GRAY)
        if rng.random() < coarse:
            grey, boxes = _scan_coarsely(grey, boxes, rng)
        images.update(_cut(grey, boxes[boxes["role"] == "name"], rng))
    crops = mentions.rename(columns={"mention": "crop"})[["crop", "source", "role", "orientation"]]
    return crops.assign(parts=1, image=crops["crop"].map(images)), mentions


def _list_mentions(
    names: pd.DataFrame, source: str, orientation: str, spelling: str, renders: int
) -> pd.DataFrame:
    """List every render of every name; renders of one name stand on different sheets."""
    firsts = names[["entity"]].assign(text=names[spelling], homonym=names["entity"])
    mentions = pd.concat([firsts.assign(render=number) for number in range(renders)], ignore_index=True)
    mentions["mention"] = source + "-" + mentions["entity"] + "-" + mentions.pop("render").astype(str)
    return mentions.assign(source=source, role="name", orientation=orientation, shortened=False)


def _print_specimens(
    mentions: pd.DataFrame,
    orientation: str,
    styles: tuple[str, str],
    typecase: Typecase,
    rng: np.random.Generator,
) -> Sheet:
    """Print names on a sheet just large enough, line after line."""
    vertical = orientation == VERTICAL
    lines, long, deep = _arrange(mentions, orientation, styles, typecase, rng)
    sheet = blank_sheet(deep, long) if vertical else blank_sheet(long, deep)
    for line in lines:
        print_line(sheet, line, typecase=typecase, rng=rng, looseness=LOOSENESS)
    return sheet


def _arrange(
    mentions: pd.DataFrame,
    orientation: str,
    styles: tuple[str, str],
    typecase: Typecase,
    rng: np.random.Generator,
) -> tuple[list[Line], int, int]:
    """Set each name in its own face, size and spacing; return the lines and the sheet's length and depth."""
    vertical = orientation == VERTICAL
    faces = [typecase.named(style, vertical=vertical) for style in styles]
    lines: list[Line] = []
    along, across, long = MARGIN, MARGIN, MEASURE
    for mention, text in zip(mentions["mention"], mentions["text"], strict=True):
        face = str(rng.choice(faces[int(rng.random() < GOTHIC)]))
        size, pitch = int(rng.integers(*SIZES)), 1 + max(0.0, rng.uniform(-0.25, 0.25))
        length = round(size * (1 + LOOSENESS) * pitch * len(text)) + size
        if along + length > MEASURE:
            along, across = MARGIN, across + 2 * SIZES[1]
        x, y = (across, along) if vertical else (along, across)
        lines.append(
            Line(text, x, y, face, size, orientation, pitch, role="name", entry=mention, mention=mention)
        )
        along += length
        long = max(long, along + MARGIN)
    return lines, long, across + 2 * SIZES[1]


def _scan_coarsely(
    scan: NDArray[Any], boxes: pd.DataFrame, rng: np.random.Generator
) -> tuple[NDArray[Any], pd.DataFrame]:
    """Scan a sheet again at a low resolution; return it with its boxes, smaller."""
    scale, noise = rng.uniform(*COARSE), rng.uniform(*NOISE)
    corners = boxes[list(CORNERS)] * scale
    seen = rescan(scan, scale=scale, rng=rng, noise=noise, **SCANNER)
    return seen, boxes.assign(**corners)


def _cut(scan: NDArray[Any], boxes: pd.DataFrame, rng: np.random.Generator) -> Iterator[tuple[str, bytes]]:
    """Cut the names out of a grey scan, with the uneven margins that a detector leaves."""
    corners = boxes[list(CORNERS)].to_numpy()
    thickness = np.minimum(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    margins = rng.uniform(*PADDING, size=(len(boxes), 4)) * thickness[:, None]
    outer = np.rint(corners + margins * (-1, -1, 1, 1)).astype(int).clip(min=0)
    for mention, (x0, y0, x1, y1) in zip(boxes["mention"], outer.tolist(), strict=True):
        yield mention, encode_png(np.ascontiguousarray(scan[y0:y1, x0:x1]))
