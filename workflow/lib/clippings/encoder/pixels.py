"""Pictures on white, stored small: only the box that is not white, in one channel where it is grey."""

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

WHITE = 255
ZIP_HEADER = 30  # bytes before the name of a member; the lengths of name and extra field are its last four


class Pixels:
    """Images of one shape (channels, height, width), 0 to 255, their boxes' bytes laid end to end.

    `boxes` (n, 5) are channels, top, left, height, width. `stores` hold the bytes of some images after
    another, `counts` of them, in order; they may be memory-mapped files.
    """

    def __init__(
        self,
        records: NDArray[np.str_],
        shape: Sequence[int],
        *,
        boxes: NDArray[np.int64],
        stores: Sequence[NDArray[np.uint8]],
        counts: Sequence[int],
    ) -> None:
        self.records, self.shape, self.boxes, self.stores = records, tuple(shape), boxes, stores
        sizes = boxes[:, 0] * boxes[:, 3] * boxes[:, 4]
        self._owners = np.repeat(np.arange(len(counts)), counts)
        before = np.cumsum([0, *(len(store) for store in stores)])[self._owners]
        self._starts = np.cumsum(sizes) - sizes - before

    def lengths(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return 1 for each: all have one size."""
        return np.ones(len(rows), np.int64)

    def content(self, row: int) -> list[NDArray[np.generic]]:
        """Return what the tower sees of one image."""
        return [np.array(self.shape), self.boxes[row], self._box(row)]

    def batch(self, rows: NDArray[np.int64]) -> torch.Tensor:
        """Return pixels (n, channels, height, width), 0 to 255; towers scale them on their device."""
        pixels = np.full((len(rows), *self.shape), WHITE, np.uint8)
        for picture, row in zip(pixels, rows, strict=True):
            _, top, left, height, width = self.boxes[row]
            picture[:, top : top + height, left : left + width] = self._box(row)
        return torch.from_numpy(pixels)

    def _box(self, row: int) -> NDArray[np.uint8]:
        channels, _, _, height, width = self.boxes[row]
        start = self._starts[row]
        bytes_of = self.stores[self._owners[row]][start : start + channels * height * width]
        box: NDArray[np.uint8] = bytes_of.reshape(channels, height, width)
        return box

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what a file stores of the images."""
        store = np.concatenate([np.zeros(0, np.uint8), *self.stores])
        return {"records": self.records, "shape": np.array(self.shape), "boxes": self.boxes, "store": store}


def lay_out(
    records: NDArray[np.str_], pictures: Iterable[NDArray[np.uint8]], *, shape: Sequence[int]
) -> Pixels:
    """Lay out pictures (channels, height, width) of one shape, one after another."""
    boxes, pieces = [np.zeros((0, 5), np.int64)], [np.zeros(0, np.uint8)]
    for picture in pictures:
        box, piece = _trimmed(picture)
        boxes.append(np.array([box], np.int64))
        pieces.append(piece.ravel())
    store = np.concatenate(pieces)
    return Pixels(records, shape, boxes=np.concatenate(boxes), stores=[store], counts=[len(records)])


def read_pixels(paths: Sequence[str | Path]) -> Pixels:
    """Read files of one shape as one; the bytes of the images stay in the files until used."""
    parts = [_loaded(path, ("records", "shape", "boxes")) for path in paths]
    shapes = {tuple(int(side) for side in part["shape"]) for part in parts}
    if len(shapes) != 1:
        raise ValueError(f"{paths[0]} and others were prepared for different towers, expected one tower")
    return Pixels(
        np.concatenate([part["records"] for part in parts]),
        shapes.pop(),
        boxes=np.concatenate([part["boxes"] for part in parts]),
        stores=[_mapped(path, "store") for path in paths],
        counts=[len(part["records"]) for part in parts],
    )


def _trimmed(picture: NDArray[np.uint8]) -> tuple[list[int], NDArray[np.uint8]]:
    """Trim white margins, and all channels but one where they are equal; lossless."""
    kept = picture[:1] if np.array_equal(picture, np.broadcast_to(picture[:1], picture.shape)) else picture
    dark = kept.min(axis=0) < WHITE
    if not dark.any():
        return [1, 0, 0, 0, 0], kept[:1, :0, :0]
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    box = kept[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return [len(box), int(rows[0]), int(columns[0]), *box.shape[1:]], box


def _loaded(path: str | Path, names: Iterable[str]) -> dict[str, NDArray[Any]]:
    """Read some arrays of an .npz file, and close it."""
    with np.load(path) as file:
        return {name: file[name] for name in names}


def _mapped(path: str | Path, name: str) -> NDArray[np.uint8]:
    """Map an array of bytes in an uncompressed .npz file, which np.load would read whole."""
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(f"{name}.npy").header_offset
    with open(path, "rb") as file:
        file.seek(start)
        header = file.read(ZIP_HEADER)
        file.seek(int.from_bytes(header[-4:-2], "little") + int.from_bytes(header[-2:], "little"), 1)
        np.lib.format.read_magic(file)
        shape, _, kind = np.lib.format.read_array_header_1_0(file)
        start = file.tell()
    return np.memmap(path, kind, "r", start, shape) if shape[0] else np.zeros(0, np.uint8)
