"""Pages of a PDF as images: a scan at its own pixels, any other page rendered."""

from collections.abc import Callable
from typing import Any, cast

import pypdfium2
from PIL import Image
from pypdfium2 import raw

# Dots an inch of a page that is no scan: the common resolution of scanned books.
RESOLUTION = 300
# A scan ends where its page does, to this share of the page's size.
MARGIN = 0.02


def read_page(page: pypdfium2.PdfPage, *, expect_size: Callable[[float, float], None]) -> Image.Image:
    """Return a page upright: one that is a scan at the pixels of the scan, else at 300 dots an inch.

    `expect_size` is called with width and height in pixels before anything is decoded, and may refuse them.
    """
    scan = _scan(page)
    if scan is None:
        width, height = page.get_size()
        expect_size(width * RESOLUTION / 72, height * RESOLUTION / 72)
        return cast(Image.Image, page.render(scale=RESOLUTION / 72).to_pil())
    expect_size(*scan.get_px_size())
    _expand(scan)
    image = cast(Image.Image, scan.get_bitmap(render=True, scale_to_original=False).to_pil())
    return image.rotate(-page.get_rotation(), expand=True)


def _scan(page: pypdfium2.PdfPage) -> Any:
    """Return the image that alone, or with the invisible text of an OCR, covers a page; else None."""
    objects = [item for item in page.get_objects(max_depth=1) if not _is_invisible(item)]
    if len(objects) != 1 or objects[0].type != raw.FPDF_PAGEOBJ_IMAGE:
        return None
    a, b, c, d, *_ = objects[0].get_matrix().get()
    left, bottom, right, top = page.get_cropbox()
    sizes = (right - left, top - bottom) * 2
    edges = zip(objects[0].get_bounds(), (left, bottom, right, top), sizes, strict=True)
    whole = all(abs(own - of_page) <= MARGIN * size for own, of_page, size in edges)
    upright = min(abs(a) + abs(d), abs(b) + abs(c)) < 1e-3 * (abs(a) + abs(b))
    return objects[0] if whole and upright else None


def _is_invisible(item: pypdfium2.PdfObject) -> bool:
    if item.type != raw.FPDF_PAGEOBJ_TEXT:
        return False
    return bool(raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def _expand(scan: Any) -> None:
    """Let a point of the page be a pixel of the scan; of unlike resolutions across and down, the finer."""
    a, b, c, d, *_ = scan.get_matrix().get()
    turned = abs(b) > abs(a)
    across, down = (abs(b), abs(c)) if turned else (abs(a), abs(d))
    columns, rows = scan.get_px_size()
    scale = max(columns / across, rows / down)
    across, down = round(across * scale), round(down * scale)
    signs = [(value > 0) - (value < 0) for value in ((b, c) if turned else (a, d))]
    x, y = across * signs[0], down * signs[1]
    parts = (0, x, y, 0) if turned else (x, 0, 0, y)
    # Into the quadrant of positive coordinates, whichever way the scan is turned.
    corner = (max(0, -parts[0] - parts[2]), max(0, -parts[1] - parts[3]))
    scan.set_matrix(pypdfium2.PdfMatrix(*parts, *corner))
