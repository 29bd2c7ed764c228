"""PAGE XML, 2013 to 2019 (https://github.com/PRImA-Research-Lab/PAGE-XML): lines, text and labels."""

import re
from itertools import takewhile

from clippings.transcriptions.elements import Element, at, box_of, length, local_name, number, points
from clippings.transcriptions.identifiers import from_xml_id
from clippings.transcriptions.lines import Line, Transcription, identified, tidy

_STRUCTURE = re.compile(r"structure\s*\{([^{}]*)\}")
_TYPE = re.compile(r"(?:^|;)\s*type\s*:([^;]*)")
_CODE = re.compile(r"\\u([0-9a-fA-F]{4})")


def read_page(root: Element, where: str) -> list[Transcription]:
    """Read the page of a PAGE file, lines of nested regions and of table cells included, in pixels.

    The label of a line is its structure type in the attribute `custom`, where Transkribus, eScriptorium and
    kraken write it; that of a region too, or else its `type`.
    """
    page = root.find("{*}Page")
    if page is None:
        raise ValueError(f"{where}: PAGE without a Page, expected PcGts/Page")
    return [
        Transcription(
            image=(page.get("imageFilename") or "").strip(),
            width=length(page.get("imageWidth"), f"{at(page, where)} imageWidth"),
            height=length(page.get("imageHeight"), f"{at(page, where)} imageHeight"),
            lines=identified(_line(line, where) for line in page.iter("{*}TextLine")),
            where=where,
        )
    ]


def _line(line: Element, where: str) -> Line:
    polygon = points(line.find("{*}Coords"), "points", where)
    baseline = points(line.find("{*}Baseline"), "points", where)
    # The page has a type too, which is no label of what stands on it.
    around = takewhile(lambda region: local_name(region) != "Page", line.iterancestors())
    regions = (name for region in around for name in (*_structures(region), region.get("type")))
    return Line(
        id=from_xml_id((line.get("id") or "").strip()),
        box=box_of(line, None, [polygon, baseline], where=where),
        text=tidy(_text(line, where)),
        polygon=polygon,
        baseline=baseline,
        tags=_structures(line),
        region=next(filter(None, regions), None),
    )


def _text(element: Element, where: str) -> str:
    """Return the text of a line with the lowest index, or the texts of its words where it has none itself."""
    texts = element.findall("{*}TextEquiv")
    best = min(texts, key=lambda text: number(text, "index", where) or 0, default=element)
    if (text := best.findtext("{*}Unicode") or best.findtext("{*}PlainText") or "").strip():
        return str(text)
    return " ".join(filter(None, (_text(word, where) for word in element.findall("{*}Word"))))


def _structures(element: Element) -> tuple[str, ...]:
    """Return the types in `custom="readingOrder {index:0;} structure {type:heading;}"`."""
    found = _STRUCTURE.findall(element.get("custom") or "")
    types = (name.strip() for inside in found for name in _TYPE.findall(inside))
    return tuple(_plain(name) for name in types if name)


def _plain(name: str) -> str:
    r"""Return a name with its codes `\u0020` as characters; Java writes those beyond \uffff as two."""
    halves = _CODE.sub(lambda found: chr(int(found[1], 16)), name)
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
