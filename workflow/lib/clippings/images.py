"""Pixels: pages of image files as arrays, crops as PNG bytes."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps

Pixels = NDArray[np.uint8]
Pixel = TypeVar("Pixel", bound=np.generic)
# An image whose grey values differ by less than this, of 255, bears no ink.
INK_CONTRAST = 24
EXPECTED = "expected a PNG, JPEG, TIFF or PDF"
# What the readers raise for damaged files; Pillow raises SyntaxError for broken PNG chunks.
DAMAGE = (OSError, SyntaxError, EOFError, Image.DecompressionBombError, pypdfium2.PdfiumError)


def open_page(path: str | Path, *, frame: int | None = 0) -> Pixels:
    """Read one page of a PNG, JPEG, TIFF or PDF as a grey (h, w) or colour (h, w, 3) image.

    Raise ValueError in one line for a file that is missing, empty or damaged, and for a frame it lacks.
    """
    with closing(open_document(path)) as document:
        return document.page(frame)


def open_pages(places: Iterable[tuple[str | Path, int | None]]) -> Iterator[Pixels | ValueError]:
    """Read pages (path, frame) in turn, opening a file once for those in a row that share it.

    A page that cannot be read comes as the ValueError that says why, so that the others are still read.
    """
    for path, places_in_file in groupby(places, key=itemgetter(0)):
        frames = [frame for _, frame in places_in_file]
        try:
            document = open_document(path)
        except ValueError as error:
            yield from [error] * len(frames)
            continue
        with closing(document):
            for frame in frames:
                yield _page_or_error(document, frame)


def open_document(path: str | Path) -> "Document":
    """Open an image file to read several of its pages; raise ValueError where it is no such file."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path}: no such file; {EXPECTED}")
    if path.stat().st_size == 0:
        raise ValueError(f"{path}: the file is empty (0 bytes); {EXPECTED}")
    try:
        return Document(path)
    except DAMAGE as error:
        raise ValueError(f"{path}: not a readable image ({_reason(error)}); {EXPECTED}") from error


class Document:
    """An open image file: how many pages it holds, and each of them upright.

    Pillow reads PNG, JPEG and TIFF, of which each frame is a page; pypdfium2 reads PDF.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: Any = pypdfium2.PdfDocument(path) if _is_pdf(path) else Image.open(path)
        self.frames = len(self._file) if _is_pdf(path) else getattr(self._file, "n_frames", 1)

    def page(self, frame: int | None) -> Pixels:
        """Decode page `frame`, from 0, to a grey (h, w) or colour (h, w, 3) image, or raise ValueError.

        None stands for the only page there is.
        """
        if frame is None and self.frames > 1:
            raise ValueError(
                f"{self.path}: {self.frames} frames and none named, expected a row for each frame"
            )
        frame = frame or 0
        if not 0 <= frame < self.frames:
            raise ValueError(
                f"{self.path}: frame {frame} was asked for, expected 0 to {self.frames - 1}"
                f" (frames in the file: {self.frames})"
            )
        try:
            return normalise(self._decode(frame))
        except DAMAGE as error:
            raise ValueError(
                f"{self.path}: frame {frame} is damaged ({_reason(error)}); expected a whole image"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _decode(self, frame: int) -> Image.Image:
        if _is_pdf(self.path):
            # At 300 dots an inch, the common resolution of scanned books.
            return cast(Image.Image, self._file[frame].render(scale=300 / 72).to_pil())
        self._file.seek(frame)
        return cast(Image.Image, self._file)


def encode_png(image: Pixels) -> bytes:
    """Encode a grey (h, w) or colour (h, w, 3) image as PNG bytes."""
    buffer = BytesIO()
    Image.fromarray(image).save(buffer, format="PNG")
    return buffer.getvalue()


def decode_png(data: bytes) -> Pixels:
    """Decode PNG bytes to a grey (h, w) or colour (h, w, 3) image."""
    with Image.open(BytesIO(data)) as image:
        return np.asarray(image)


def decode_crop(data: bytes, crop: str) -> Pixels:
    """Decode the PNG bytes of a crop to grey (h, w); raise ValueError naming it if they are damaged."""
    try:
        image = decode_png(data)
    except DAMAGE as error:
        raise ValueError(f"crop {crop}: not a readable image ({error}), expected PNG bytes") from None
    return np.asarray(Image.fromarray(image).convert("L"))


def bears_ink(image: Pixels) -> bool:
    """Say whether a grey image shows more than paper."""
    # Percentiles, not extremes: one dark speck is not a name.
    dark, light = np.percentile(image, [0.5, 95])
    return bool(light - dark >= INK_CONTRAST)


def normalise(image: Image.Image) -> Pixels:
    """Turn a Pillow image of any mode upright and into 8-bit grey (h, w) or colour (h, w, 3)."""
    image = ImageOps.exif_transpose(image)
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _to_eight_bits(np.asarray(image, dtype=np.float32))
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return np.asarray(image.convert("RGB"))


def to_reading(image: NDArray[Pixel], orientation: str) -> NDArray[Pixel]:
    """Turn an image (h, w, ...) of vertical print 90° counter-clockwise, so that lines run along axis 1."""
    return np.ascontiguousarray(np.rot90(image)) if orientation == "vertical" else image


def _to_eight_bits(values: NDArray[np.float32]) -> Pixels:
    # Files do not say which range deep pixels fill: take the smallest usual one that holds them.
    peak = float(values.max(initial=0))
    white = next((limit for limit in (1, 255, 65535) if peak <= limit), peak)
    return np.asarray(np.clip(np.rint(values * (255 / white)), 0, 255), dtype=np.uint8)


def _page_or_error(document: Document, frame: int | None) -> Pixels | ValueError:
    try:
        return document.page(frame)
    except ValueError as error:
        return error


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"
