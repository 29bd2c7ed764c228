"""Drawn pages: the entries of an edition, typeset, printed and aged, with the truth of every box."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from clippings.running import atomic, progress
from clippings.synthesis import horizontal, vertical
from clippings.synthesis.ageing import age, draw_skew
from clippings.synthesis.annotations import annotate
from clippings.synthesis.faces import Typecase
from clippings.synthesis.sheets import HEIGHT, HORIZONTAL, WIDTH, Sheet, blank_sheet, print_line, rule_off

Pixels = NDArray[Any]
Rows = list[dict[str, Any]]
QUALITY = 85
RESOLUTION = 250


def draw_pages(
    entries: pd.DataFrame,
    partners: pd.DataFrame,
    *,
    pages: Iterable[Mapping[str, Any]],
    orientation: str,
    typecase: Typecase,
    broken: float,
    ageing: Mapping[str, Any],
) -> tuple[list[Pixels], pd.DataFrame]:
    """Draw `pages` (dicts with `page`): one scan (h, w, 3) each, and the annotations of all.

    A share `broken` of the partners that meet a line end is broken over it; `ageing` gives `strength`
    (0 fresh, 1 worn), `skew` (degrees at most) and `seed`. Raise ValueError for a page without entries.
    """
    printed = _rows_by(entries, "page")
    named = _rows_by(partners, "entry")
    scans, truth = [], []
    for page in progress([row["page"] for row in pages], what="pages"):
        if page not in printed:
            raise ValueError(f"page {page}: the edition has no entry on it, expected one to {max(printed)}")
        rng = page_rng(page, ageing["seed"])
        sheet = print_sheet(
            printed[page], partners=named, orientation=orientation, typecase=typecase, broken=broken, rng=rng
        )
        scan, matrix = scan_sheet(sheet, strength=ageing["strength"], skew=ageing["skew"], rng=rng)
        scans.append(scan)
        truth.append(annotate(sheet, matrix, page=page, source=printed[page][0]["source"]))
    return scans, pd.concat(truth, ignore_index=True)


def page_rng(page: str, seed: int) -> np.random.Generator:
    """Return the random numbers of one page, the same whatever other pages there are."""
    return np.random.default_rng([seed, crc32(page.encode())])


def print_sheet(
    entries: Rows,
    *,
    partners: Mapping[str, Rows],
    orientation: str,
    typecase: Typecase,
    broken: float,
    rng: np.random.Generator,
) -> Sheet:
    """Print the entries of one page on a fresh sheet, in the style of a publication with that orientation."""
    sheet = blank_sheet(WIDTH, HEIGHT)
    if orientation == HORIZONTAL:
        lines, rules = horizontal.set_page(
            entries, partners=partners, typecase=typecase, broken=broken, rng=rng
        )
    else:
        lines, rules = vertical.set_page(entries, typecase=typecase, rng=rng)
    for rule in rules:
        rule_off(sheet, rule)
    for line in lines:
        print_line(sheet, line, typecase=typecase, rng=rng)
    return sheet


def scan_sheet(
    sheet: Sheet, *, strength: float, skew: float, rng: np.random.Generator
) -> tuple[Pixels, NDArray[Any]]:
    """Age a sheet laid askew under the scanner; return the scan (h, w, 3) and the affine matrix (2, 3)."""
    height, width = sheet.ink.shape
    matrix = draw_skew(width, height, degrees=skew, rng=rng)
    ink = cv2.warpAffine(sheet.ink, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return age(ink, strength=strength, rng=rng), matrix


def write_scans(scans: Iterable[Pixels], path: str | Path) -> None:
    """Write scans (h, w, 3) as the frames of one TIFF, JPEG-compressed, as archives deliver them."""
    first, *others = (Image.fromarray(scan).convert("YCbCr") for scan in scans)
    with atomic(path) as temporary:
        first.save(
            temporary,
            save_all=True,
            append_images=others,
            compression="jpeg",
            quality=QUALITY,
            dpi=(RESOLUTION, RESOLUTION),
        )


def _rows_by(table: pd.DataFrame, key: str) -> dict[str, Rows]:
    """Group the rows of `table` by `key`, in their order; empty values are None."""
    bare = table.astype(object).where(table.notna(), None)
    return {str(value): rows.to_dict("records") for value, rows in bare.groupby(key, sort=False)}
