"""hOCR (https://kba.github.io/hocr-spec/1.2/), as Tesseract, kraken and OCRopus write it."""

import re
from collections.abc import Iterator

from clippings.transcriptions.elements import Element, at, box_of, to_number, to_points
from clippings.transcriptions.lines import Box, Line, Points, Transcription, identified, tidy

LINES = {"ocr_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat", "ocrx_line"}
_PROPERTY = re.compile(r"""(?<![\w-])([\w-]+)\s+((?:"[^"]*"|'[^']*'|[^;"'])+)""")


def read_hocr(root: Element, where: str) -> list[Transcription]:
    """Read the pages of an hOCR file, in pixels; lines that are no `ocr_line` have their class as tag."""
    pages = list(_of_class(root, {"ocr_page"}))
    if not pages:
        raise ValueError(f"{where}: HTML without an element of the class ocr_page, expected hOCR")
    return [_page(page, f"{where}, page {n}" if len(pages) > 1 else where) for n, page in enumerate(pages, 1)]


def _page(page: Element, where: str) -> Transcription:
    left, top, right, bottom = _box(page, where) or (0, 0, 0, 0)
    if (left, top) != (0, 0) or round(right) < 1 or round(bottom) < 1:
        raise ValueError(
            f"{at(page, where)} {page.get('title')!r}: expected the size of the page, bbox 0 0 width height"
        )
    lines = (line for line in _of_class(page, LINES) if next(_of_class(line, LINES), None) is None)
    return Transcription(
        image=_properties(page).get("image", "").strip("\"' "),
        width=round(right),
        height=round(bottom),
        lines=identified(_line(line, where) for line in lines),
        where=where,
    )


def _line(line: Element, where: str) -> Line:
    polygon = to_points(_properties(line).get("poly", ""), f"{at(line, where)} poly")
    box = box_of(line, _box(line, where), [polygon], where=where)
    words = ("".join(word.itertext()).strip() for word in _of_class(line, {"ocrx_word"}))
    text = " ".join(filter(None, words)) or " ".join("".join(line.itertext()).split())
    return Line(
        id=(line.get("id") or "").strip(),
        box=box,
        text=tidy(text),
        polygon=polygon,
        baseline=_baseline(box, _numbers(line, "baseline", where)),
        tags=tuple(name for name in _classes(line) if name in LINES - {"ocr_line", "ocrx_line"}),
    )


def _baseline(box: Box, numbers: list[float]) -> Points | None:
    """Return the baseline of a slope and the height of its left end over the bottom of the box."""
    if len(numbers) != 2:
        return None
    slope, offset = numbers
    left = box[3] + offset
    return (box[0], left), (box[2], left + slope * (box[2] - box[0]))


def _of_class(element: Element, classes: set[str]) -> Iterator[Element]:
    """Yield what stands inside an element and has one of the classes, in the order of the file."""
    return (inner for inner in element.iterdescendants() if classes.intersection(_classes(inner)))


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _properties(element: Element) -> dict[str, str]:
    return dict(_PROPERTY.findall(element.get("title") or ""))


def _numbers(element: Element, name: str, where: str) -> list[float]:
    texts = _properties(element).get(name, "").replace(",", " ").split()
    return [to_number(text, f"{at(element, where)} {name}") for text in texts]


def _box(element: Element, where: str) -> Box | None:
    numbers = _numbers(element, "bbox", where)
    if len(numbers) not in (0, 4):
        raise ValueError(f"{at(element, where)} bbox has {len(numbers)} numbers, expected x0 y0 x1 y1")
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if numbers else None
