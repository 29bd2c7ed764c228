"""Photographs before they are reprinted: opened, out of archives too, and cropped of their film edges."""

import struct
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clippings.images import DAMAGE, Pixels, open_page
from clippings.modes import normalise

# An edge is at most this share of a side; numbers may be scratched into it, so that not all of it is dark;
# what lies within is at most this much like it.
WIDEST, COVERED, STEP = 0.17, 0.8, 0.6
DARK, BRIGHT = 60.0, 225.0
# Flags of a node in a Qt resource bundle (.rcc).
_DIRECTORY, _STORED = 2, 0


def open_photograph(listed: Mapping[str, Any]) -> Pixels:
    """Open one row of a `photographs` table as a grey image (h, w): its scene alone, without film edges.

    What travels in an archive is published without such edges, and is not searched for them.
    Raise ValueError in one line where the file, the member or the item is missing or damaged, and for a file
    of several pages.
    """
    packed = not _empty(listed["member"])
    image = _unpack(listed) if packed else open_page(listed["path"], frame=None)
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    x0, y0, x1, y1 = (0, 0, *grey.shape[::-1]) if packed else film_box(grey)
    return _scene(grey[y0:y1, x0:x1], listed)


def film_box(image: Pixels) -> tuple[int, int, int, int]:
    """Return the box (x0, y0, x1, y1) of a grey image (h, w) inside the dark or bright edges of its film.

    An edge is a run of rows or columns, nearly all dark or nearly all bright, that ends in a step; an image
    without one is kept whole.
    """
    height, width = image.shape
    x0, y0, x1, y1 = 0, 0, width, height
    # Twice: prints were copied with a bright mount around the dark edge, or the other way round.
    for _ in range(2):
        values = np.asarray(image[y0:y1, x0:x1], np.float32)
        top, bottom = _edge(values), _edge(values[::-1])
        left, right = _edge(values.T), _edge(values.T[::-1])
        x0, y0, x1, y1 = x0 + left, y0 + top, x1 - right, y1 - bottom
    return x0, y0, x1, y1


def read_bundle(data: bytes) -> dict[str, bytes]:
    """Return the files of a Qt resource bundle by their path in it; compressed ones are left out.

    The format is that of Qt's rcc: a tree of fixed-size nodes, names in UTF-16, contents with their length.
    Raise ValueError where `data` is no such bundle.
    """
    if data[:4] != b"qres":
        raise ValueError(f"the file begins with {data[:4]!r}, expected a Qt resource bundle (b'qres')")
    try:
        version, tree, contents, names = struct.unpack_from(">4I", data, 4)
        # From version 2 on, a node ends with the time at which its file was changed.
        return dict(_walk(data, 0, "", (tree, 22 if version > 1 else 14, contents, names)))
    except struct.error as error:
        raise ValueError(f"the bundle is cut short ({error}), expected a whole one") from error


def _edge(lines: NDArray[np.float32]) -> int:
    """Count the first lines (n, length) that are film edge, plus two where the step is soft."""
    most, corner = int(WIDEST * len(lines)), lines.shape[1] // 8
    # The corners belong to the other two edges.
    inner = lines[:, corner : lines.shape[1] - corner]
    for plain in (inner < DARK, inner > BRIGHT):
        covered = plain[: most + 1].mean(axis=1) >= COVERED
        # A scratch or a number may break the run: it ends at the last line up to which most are covered.
        so_far = np.cumsum(covered) / np.arange(1, len(covered) + 1)
        ends = np.flatnonzero(covered & (so_far >= COVERED)) + 1
        run = int(ends[-1]) if ends.size else 0
        # What has no end is sky or shadow; so is what turns into the picture without a step.
        beyond = plain[run + 2 : run + 2 + max(4, most // 4)]
        if 0 < run <= most and beyond.mean() < STEP:
            return run + 2
    return 0


def _scene(image: Pixels, listed: Mapping[str, Any]) -> Pixels:
    edges = [listed[name] for name in ("x0", "y0", "x1", "y1")]
    height, width = image.shape
    whole = (0.0, 0.0, 1.0, 1.0)
    x0, y0, x1, y1 = (w if _empty(e) else float(e) for e, w in zip(edges, whole, strict=True))
    scene = image[round(y0 * height) : round(y1 * height), round(x0 * width) : round(x1 * width)]
    if min(scene.shape) < 32:
        raise ValueError(
            f"photograph {listed['photograph']}: scene of {scene.shape} pixels,"
            f" expected 32 or more on each side"
        )
    return scene


def _unpack(listed: Mapping[str, Any]) -> Pixels:
    path, member, item = (listed[name] for name in ("path", "member", "item"))
    data = _member(path, member) if _empty(item) else _item(path, member, item)
    return _decode(data, f"{path}: {member}")


@cache
def _member(path: str, member: str) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(member)
    except KeyError:
        raise ValueError(f"{path}: no file {member!r} inside, expected as listed") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path}: {error}; expected a zip archive of photographs") from error


@cache
def _bundle(path: str, member: str) -> dict[str, bytes]:
    return read_bundle(_member(path, member))


def _item(path: str, member: str, item: str) -> bytes:
    files = _bundle(path, member)
    if item not in files:
        raise ValueError(f"{path}: no image {item!r} in {Path(member).name}, expected as listed")
    return files[item]


def _decode(data: bytes, name: str) -> Pixels:
    try:
        with Image.open(BytesIO(data)) as image:
            return normalise(image)
    except DAMAGE as error:
        raise ValueError(f"{name}: not a readable image ({error})") from error


def _empty(value: Any) -> bool:
    return value is None or value == "" or value != value


def _walk(
    data: bytes, node: int, path: str, places: tuple[int, int, int, int]
) -> Iterator[tuple[str, bytes]]:
    tree, size, contents, names = places
    start = tree + node * size
    name, flags = struct.unpack_from(">IH", data, start)
    here = f"{path}/{_name(data, names + name)}" if node else ""
    if flags & _DIRECTORY:
        count, first = struct.unpack_from(">II", data, start + 6)
        for child in range(first, first + count):
            yield from _walk(data, child, here, places)
    elif flags == _STORED:
        (offset,) = struct.unpack_from(">I", data, start + 10)
        (length,) = struct.unpack_from(">I", data, contents + offset)
        yield here.removeprefix("/"), data[contents + offset + 4 : contents + offset + 4 + length]


def _name(data: bytes, start: int) -> str:
    (length,) = struct.unpack_from(">H", data, start)
    return data[start + 6 : start + 6 + 2 * length].decode("utf-16-be")
