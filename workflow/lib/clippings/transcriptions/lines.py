"""Lines of a page as a transcription has them, whatever the format of its file."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from unicodedata import normalize

Points = tuple[tuple[float, float], ...]
Box = tuple[float, float, float, float]
# Sizes of pages are rounded, some to tenths of a millimetre.
TOLERANCE = 0.02
# Characters that no XML may hold, though HTML does.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its id on the page, box (x0, y0, x1, y1), text in NFC or None, outline, baseline and labels.

    Coordinates are in the unit of the page's width and height, pixels of its image after `fitted`. A box is
    empty where a file gives no more than a baseline or a flat outline. `tags` are labels of the line,
    `region` is that of what it stands in.
    """

    id: str
    box: Box
    text: str | None = None
    polygon: Points | None = None
    baseline: Points | None = None
    tags: tuple[str, ...] = ()
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Transcription:
    """One page: image, size, lines in the order of the file, and where it stands.

    `image` is what the file calls it, "" where it does not; `where` is the file, with the member of a zip and
    the number of the page where there are several.
    """

    image: str
    width: int
    height: int
    lines: tuple[Line, ...]
    where: str

    def __post_init__(self) -> None:
        """Refuse ids that name no line or two of them."""
        (name, times), *_ = Counter(line.id for line in self.lines).most_common(1) or [("-", 1)]
        if times > 1 or any(not line.id for line in self.lines):
            raise ValueError(
                f"{self.where}: {times} lines have the id {name!r}, expected an id for each line"
            )


def fitted(transcription: Transcription, size: tuple[int, int]) -> Transcription:
    """Scale a transcription to the width and height in pixels of its image.

    ALTO may measure in tenths of a millimetre (`mm10`) or in `inch1200`, without the resolution of the image:
    its schema has one scale by the size of the image over that of the page. So is done whatever unit a file
    names, since Transkribus writes `mm10` and means pixels, and a page may have been transcribed on a
    smaller copy of its image. Raises ValueError where the image has another shape than the page.
    """
    page = (transcription.width, transcription.height)
    if page == size:
        return transcription
    across, down = size[0] / page[0], size[1] / page[1]
    if abs(across / down - 1) > TOLERANCE:
        raise ValueError(
            f"{transcription.where}: the page is {page[0]} × {page[1]}, its image {size[0]} × {size[1]},"
            " expected the image that was transcribed, not cut or turned"
        )

    def scaled(points: Points | None) -> Points | None:
        return points and tuple((x * across, y * down) for x, y in points)

    lines = (
        replace(
            line,
            box=(line.box[0] * across, line.box[1] * down, line.box[2] * across, line.box[3] * down),
            polygon=scaled(line.polygon),
            baseline=scaled(line.baseline),
        )
        for line in transcription.lines
    )
    return replace(transcription, width=size[0], height=size[1], lines=tuple(lines))


def hull(points: Points) -> Box:
    """Return the smallest box around points."""
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def tidy(text: str | None) -> str | None:
    """Return a text in NFC without white space at its ends, or None where nothing is left.

    Tools write an empty text for a line that nobody transcribed. An ideographic space is an indent and stays.
    """
    return normalize("NFC", _CONTROL.sub("", text or "")).strip(" \t\r\n") or None


def identified(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Name lines without an id by their place on the page, line_1, line_2 …, or another that is not there."""
    lines = tuple(lines)
    taken = {line.id for line in lines}

    def name(number: int) -> str:
        free = f"line_{number}"
        while free in taken:
            free += "_"
        return free

    return tuple(line if line.id else replace(line, id=name(n)) for n, line in enumerate(lines, start=1))
