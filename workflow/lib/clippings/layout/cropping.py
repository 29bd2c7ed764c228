"""Names cut out of their pages: straightened, padded, broken ones stitched into one line."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from clippings.images import MOST_PIXELS, Pixels, encode_png, open_pages
from clippings.layout.tilt import Tilt
from clippings.overlaps import Boxes
from clippings.running import progress
from clippings.tables import CORNERS, NAMES


def crop_names(
    boxes: pd.DataFrame, pages: list[Mapping[str, Any]], *, padding: float, most_pixels: int = MOST_PIXELS
) -> pd.DataFrame:
    """Cut every name and partner of `boxes` out of `pages` (dicts of page, path, frame), as crops.

    `padding` is the margin left round a line, as a share of its thickness. Pages without names are not
    opened; a page that has names but cannot be read, or has more than `most_pixels`, raises ValueError.
    """
    names = boxes[boxes["role"].isin(NAMES)]
    wanted = [page for page in pages if page["page"] in set(names["page"])]
    images = open_pages(((page["path"], page["frame"]) for page in wanted), most_pixels=most_pixels)
    crops: list[dict[str, Any]] = []
    for page, image in zip(progress(wanted, what="pages"), images, strict=True):
        if isinstance(image, ValueError):
            raise image
        crops += _crops_of_page(names[names["page"] == page["page"]], image, padding)
    return pd.DataFrame(crops, columns=_COLUMNS)


def stitch(parts: Iterable[Pixels], *, orientation: str) -> Pixels:
    """Join the lines of one name into one line along the reading direction.

    Lines are centred on each other; the paper's own shade (the median of the whole) fills what they
    leave free.
    """
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    if orientation == "vertical":
        return _side_by_side([p.swapaxes(0, 1) for p in parts]).swapaxes(0, 1)
    return _side_by_side(parts)


_COLUMNS = ["crop", "page", "source", "role", "orientation", "entry", *CORNERS, "parts", "image"]
_COLUMNS += ["given", "transcribed"]
# A box of which less lies on the straight page is cut from the page as scanned.
LEAST_LEFT = 0.5


def _crops_of_page(names: pd.DataFrame, image: Pixels, padding: float) -> list[dict[str, Any]]:
    height, width = image.shape[:2]
    tilt = Tilt(names["tilt"].iloc[0], width, height)
    straight = tilt.straighten_image(image)
    scanned = names[CORNERS].to_numpy(float)
    places = zip(tilt.straighten_boxes(scanned), scanned, strict=True)
    names = names.assign(
        cut=[(straight, box) if _share_left(box, tilt) >= LEAST_LEFT else (image, own) for box, own in places]
    )
    crops = []
    for name, parts in names.sort_values("reading_order").groupby("name", sort=False):
        first = parts.iloc[0]
        lines = [_cut(page, box, padding) for page, box in parts.sort_values("part")["cut"]]
        if not all(line.size for line in lines):
            raise ValueError(
                f"page {first['page']}: the box of {name} lies beyond its {width} x {height} pixels, expected"
                " one on the page"
            )
        texts = parts.sort_values("part")["transcribed"]
        crop = {"crop": name, "parts": len(lines)}
        crop |= {key: first[key] for key in _COLUMNS if key in first}
        # A name of which a line has no text is not known: half of it would pass for what is printed.
        crop["transcribed"] = " ".join(texts) if texts.notna().all() else None
        crop["image"] = encode_png(stitch(lines, orientation=first["orientation"]))
        crops.append(crop)
    return crops


def _share_left(box: Boxes, page: Tilt) -> float:
    """Return the share of a box (4,) that lies on its page."""
    inside = np.clip(box, 0, (page.width, page.height) * 2)
    return float(np.prod(inside[2:] - inside[:2]) / np.prod(box[2:] - box[:2]))


def _cut(image: Pixels, box: Boxes, padding: float) -> Pixels:
    size = image.shape[1::-1]
    margin = padding * min(box[2] - box[0], box[3] - box[1])
    left, upper = np.floor(np.clip(box[:2] - margin, 0, size)).astype(int)
    right, lower = np.ceil(np.clip(box[2:] + margin, 0, size)).astype(int)
    return np.ascontiguousarray(image[upper:lower, left:right])


def _side_by_side(parts: list[Pixels]) -> Pixels:
    height = max(part.shape[0] for part in parts)
    paper = np.median(np.concatenate([p.reshape(-1, *p.shape[2:]) for p in parts]), axis=0)
    line = np.empty((height, sum(p.shape[1] for p in parts), *parts[0].shape[2:]), dtype=np.uint8)
    line[:] = paper
    left = 0
    for part in parts:
        upper = (height - part.shape[0]) // 2
        line[upper : upper + part.shape[0], left : left + part.shape[1]] = part
        left += part.shape[1]
    return line
