"""Pixels: pages of image files as arrays, crops as PNG bytes."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from clippings.modes import Pixels as Pixels
from clippings.modes import normalise
from clippings.pdf_pages import read_page

Pixel = TypeVar("Pixel", bound=np.generic)
# An image whose grey values differ by less than this, of 255, bears no ink.
INK_CONTRAST = 24
# A larger image bears ink where a piece of about this many pixels does: a line on a card is little of it.
PIECE = 2**16
EXPECTED = "expected a PNG, JPEG, JPEG 2000, TIFF or PDF"
FORMATS = ("PNG", "JPEG", "TIFF", "JPEG2000", "WEBP", "GIF", "BMP")
# The readers raise almost anything for damaged files: Pillow SyntaxError for broken PNG chunks, struct.error,
# ZeroDivisionError and MemoryError for tags that lie (tests/unit/test_damaged_images.py).
DAMAGE = Exception
MOST_PIXELS = 400_000_000
# We count pixels ourselves, to say how many there are and where more are allowed.
Image.MAX_IMAGE_PIXELS = None
SUBFILE_TYPE, REDUCED_OR_MASK = 254, 0b101


def open_page(path: str | Path, *, frame: int | None = 0, most_pixels: int = MOST_PIXELS) -> Pixels:
    """Read one page of a PNG, JPEG, JPEG 2000, TIFF or PDF as a grey (h, w) or colour (h, w, 3) image.

    Raise ValueError in one line for a file that is missing, empty or damaged, for a frame that it lacks, and
    for a page of more than `most_pixels` pixels.
    """
    with closing(open_document(path, most_pixels=most_pixels)) as document:
        return document.page(frame)


def open_pages(
    places: Iterable[tuple[str | Path, int | None]], *, most_pixels: int = MOST_PIXELS
) -> Iterator[Pixels | ValueError]:
    """Read pages (path, frame) in turn, opening a file once for those in a row that share it.

    A page that cannot be read comes as the ValueError that says why, so that the others are still read.
    """
    for path, places_in_file in groupby(places, key=itemgetter(0)):
        frames = [frame for _, frame in places_in_file]
        try:
            document = open_document(path, most_pixels=most_pixels)
        except ValueError as error:
            yield from [error] * len(frames)
            continue
        with closing(document):
            for frame in frames:
                yield _page_or_error(document, frame)


def open_document(path: str | Path, *, most_pixels: int = MOST_PIXELS) -> "Document":
    """Open an image file to read several of its pages; raise ValueError where it is no such file."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path}: no such file; {EXPECTED}")
    if path.stat().st_size == 0:
        raise ValueError(f"{path}: the file is empty (0 bytes); {EXPECTED}")
    try:
        return Document(path, most_pixels=most_pixels)
    except DAMAGE as error:
        raise ValueError(f"{path}: not a readable image ({_reason(error)}); {EXPECTED}") from error


def count_pages(path: str | Path) -> int:
    """Count the pages of an image file without decoding any; raise ValueError where it is no such file."""
    with closing(open_document(path)) as document:
        return document.frames


class Document:
    """An open image file: how many pages it holds, and each of them upright.

    Pillow reads images; each frame of a TIFF is a page, but for thumbnails and masks. pypdfium2 reads PDF.
    """

    def __init__(self, path: Path, *, most_pixels: int) -> None:
        self.path, self.most_pixels = path, most_pixels
        # Not by its path: Pillow would map uncompressed files into memory, and scramble turned ones.
        self._stream = open(path, "rb")  # noqa: SIM115
        try:
            # Both readers are typed loosely.
            self._file: Any = _open(self._stream, pdf=_is_pdf(path))
            self._pages = range(len(self._file)) if _is_pdf(path) else _full_frames(self._file)
        except BaseException:
            self._stream.close()
            raise

    @property
    def frames(self) -> int:
        """Count the pages."""
        return len(self._pages)

    def page(self, frame: int | None) -> Pixels:
        """Decode page `frame`, from 0, to a grey (h, w) or colour (h, w, 3) image, or raise ValueError.

        None stands for the only page there is.
        """
        if frame is None and self.frames > 1:
            raise ValueError(
                f"{self.path}: {self.frames} frames and none named, expected an image of one, or a page"
                " for each frame"
            )
        frame = frame or 0
        if not 0 <= frame < self.frames:
            raise ValueError(
                f"{self.path}: frame {frame} was asked for, expected 0 to {self.frames - 1}"
                f" (frames in the file: {self.frames})"
            )
        try:
            return normalise(self._decode(self._pages[frame]))
        except TooLargeError as error:
            raise ValueError(f"{self.path}: frame {frame} {error}") from None
        except DAMAGE as error:
            raise ValueError(
                f"{self.path}: frame {frame} is damaged ({_reason(error)}); expected a whole image"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._stream.close()

    def _decode(self, frame: int) -> Image.Image:
        if _is_pdf(self.path):
            return read_page(self._file[frame], expect_size=self._expect_size)
        self._file.seek(frame)
        self._expect_size(*self._file.size)
        return cast(Image.Image, self._file)

    def _expect_size(self, width: float, height: float) -> None:
        if width * height > self.most_pixels:
            raise TooLargeError(
                f"has {width:,.0f} x {height:,.0f} pixels, expected at most {self.most_pixels:,} in all; make"
                " the image smaller, or for pages raise `layout: most_pixels`"
            )


class TooLargeError(ValueError):
    """Say that a page has more pixels than are allowed."""


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
    """Say whether a grey image (h, w) shows more than paper, white on black too."""
    if _contrasts(image):
        return True
    paper = image if np.median(image) >= 128 else ~image
    return any(map(_contrasts, _pieces(paper)))


def to_reading(image: NDArray[Pixel], orientation: str) -> NDArray[Pixel]:
    """Turn an image (h, w, ...) of vertical print 90° counter-clockwise, so that lines run along axis 1."""
    return np.ascontiguousarray(np.rot90(image)) if orientation == "vertical" else image


def _contrasts(image: Pixels) -> bool:
    # Percentiles, not extremes: one dark speck is not a name.
    dark, light = np.percentile(image, [0.5, 95])
    return bool(light - dark >= INK_CONTRAST)


def _pieces(image: Pixels) -> Iterator[Pixels]:
    """Cut an image (h, w) into pieces of PIECE pixels or more, square if it is thick enough."""
    count = image.size // PIECE
    rows = max(1, min(image.shape[0] // int(PIECE**0.5), count))
    for band in np.array_split(image, rows):
        yield from np.array_split(band, max(1, count // rows), axis=1)


def _open(stream: BinaryIO, *, pdf: bool) -> Any:
    return pypdfium2.PdfDocument(stream) if pdf else Image.open(stream, formats=FORMATS)


def _full_frames(image: Any) -> list[int]:
    """List the frames that are pages; other formats than TIFF hold thumbnails, depth maps or animations."""
    if image.format != "TIFF":
        return [0]
    frames = range(image.n_frames)
    full = [frame for frame in frames if not _subfile_type(image, frame) & REDUCED_OR_MASK]
    return full or list(frames)


def _subfile_type(image: Any, frame: int) -> int:
    image.seek(frame)
    return int(image.tag_v2.get(SUBFILE_TYPE, 0))


def _page_or_error(document: Document, frame: int | None) -> Pixels | ValueError:
    try:
        return document.page(frame)
    except ValueError as error:
        return error


def _reason(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "unknown format or depth of pixels"
    if isinstance(error, MemoryError):
        return "it needs more memory than there is"
    return " ".join(str(error).split()) or type(error).__name__


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"
