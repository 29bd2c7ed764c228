"""Write transcriptions as ALTO 4 and as PAGE 2019, as eScriptorium and kraken write and read them."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from lxml import etree

from clippings.transcriptions.elements import Element
from clippings.transcriptions.identifiers import to_xml_id
from clippings.transcriptions.lines import Box, Line, Points, Transcription, hull

ALTO = "http://www.loc.gov/standards/alto/ns-v4#"
PAGE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
# PAGE wants a date; that of the day would make two files of the same lines differ.
_DATE = "1970-01-01T00:00:00"
# What would end a value of the attribute `custom`, or be stripped from its ends.
_RESERVED = re.compile(r"[\\{};]|^\s+|\s+$")


def write_alto(transcription: Transcription) -> bytes:
    """Write a page as ALTO 4.2: a line's text as one String, labels of lines and regions as tags.

    Neighbouring lines of one region share a TextBlock. Ids that XML does not allow are coded (`to_xml_id`).
    Coordinates are called pixels, which they are after `fitted`.
    """
    own = _own_prefix(transcription)
    root = _root("alto", f"{ALTO} http://www.loc.gov/standards/alto/v4/alto-4-2.xsd", namespace=ALTO)
    description = _add(root, "Description")
    _add(description, "MeasurementUnit").text = "pixel"
    _add(_add(description, "sourceImageInformation"), "fileName").text = transcription.image
    references = _add_tags(root, transcription, own=own)
    size = {"WIDTH": str(transcription.width), "HEIGHT": str(transcription.height)}
    page = _add(_add(root, "Layout"), "Page", ID=f"{own}page", PHYSICAL_IMG_NR="1", **size)
    space = _add(page, "PrintSpace", HPOS="0", VPOS="0", **size)
    for number, (region, lines) in enumerate(_regions(transcription), start=1):
        place = _alto_place(_around(lines), [region] if region else [], references)
        block = _add(space, "TextBlock", ID=f"{own}block{number}", **place)
        for line in lines:
            _add_alto_line(block, line, references)
    return _bytes(root)


def _add_tags(root: Element, transcription: Transcription, *, own: str) -> dict[str, str]:
    """Add a tag for each label, and return the ids of tags by label."""
    labels = (label for line in transcription.lines for label in (*line.tags, line.region) if label)
    references = {label: f"{own}tag{n}" for n, label in enumerate(dict.fromkeys(labels), start=1)}
    if references:
        tags = _add(root, "Tags")
        for label, name in references.items():
            _add(tags, "OtherTag", ID=name, LABEL=label)
    return references


def _add_alto_line(block: Element, line: Line, references: dict[str, str]) -> None:
    place = _alto_place(line.box, line.tags, references)
    if line.baseline:
        place["BASELINE"] = _alto_points(line.baseline)
    element = _add(block, "TextLine", ID=to_xml_id(line.id), **place)
    if line.polygon:
        _add(_add(element, "Shape"), "Polygon", POINTS=_alto_points(line.polygon))
    # The schema wants a String in every line: an empty one where nobody transcribed.
    _add(element, "String", CONTENT=line.text or "", **_alto_place(line.box, [], references))


def _alto_place(box: Box, labels: Iterable[str], references: dict[str, str]) -> dict[str, str]:
    """Return the attributes of a box, and TAGREFS where there are labels."""
    x0, y0, x1, y1 = box
    values = {"HPOS": x0, "VPOS": y0, "WIDTH": x1 - x0, "HEIGHT": y1 - y0}
    tags = " ".join(references[label] for label in labels)
    return ({"TAGREFS": tags} if tags else {}) | {name: _decimal(value) for name, value in values.items()}


def _alto_points(points: Points) -> str:
    return " ".join(_decimal(value) for point in points for value in point)


def _decimal(value: float) -> str:
    return str(round(value)) if value == round(value) else repr(float(value))


def write_page(transcription: Transcription) -> bytes:
    """Write a page as PAGE 2019-07-15, labels of lines and regions as structure types in `custom`.

    Neighbouring lines of one region share a TextRegion. PAGE knows whole pixels from 0 on and has no box:
    points are rounded, and a line without outline gets its box as one.
    """
    own = _own_prefix(transcription)
    root = _root("PcGts", f"{PAGE} {PAGE}/pagecontent.xsd", namespace=PAGE)
    metadata = _add(root, "Metadata")
    for name, text in (("Creator", "Clippings"), ("Created", _DATE), ("LastChange", _DATE)):
        _add(metadata, name).text = text
    size = {"imageWidth": str(transcription.width), "imageHeight": str(transcription.height)}
    page = _add(root, "Page", imageFilename=transcription.image, **size)
    for number, (region, lines) in enumerate(_regions(transcription), start=1):
        block = _add(page, "TextRegion", id=f"{own}region{number}", **_custom([region] if region else []))
        _add(block, "Coords", points=_page_points(_corners(_around(lines))))
        for line in lines:
            _add_page_line(block, line)
    return _bytes(root)


def _add_page_line(block: Element, line: Line) -> None:
    element = _add(block, "TextLine", id=to_xml_id(line.id), **_custom(line.tags))
    _add(element, "Coords", points=_page_points(line.polygon or _corners(line.box)))
    if line.baseline:
        _add(element, "Baseline", points=_page_points(line.baseline))
    if line.text:
        _add(_add(element, "TextEquiv"), "Unicode").text = line.text


def _custom(labels: Iterable[str]) -> dict[str, str]:
    """Return the attribute `custom` of labels, reserved characters coded as Transkribus does."""

    def coded(label: str) -> str:
        return _RESERVED.sub(lambda found: "".join(f"\\u{ord(c):04x}" for c in found[0]), label)

    custom = " ".join(f"structure {{type:{coded(label)};}}" for label in labels)
    return {"custom": custom} if custom else {}


def _page_points(points: Points) -> str:
    return " ".join(f"{max(0, round(x))},{max(0, round(y))}" for x, y in points)


def _corners(box: Box) -> Points:
    x0, y0, x1, y1 = box
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)


def _regions(transcription: Transcription) -> Iterator[tuple[str | None, list[Line]]]:
    """Yield runs of lines that have one region, in the order of the lines."""
    runs = groupby(transcription.lines, key=lambda line: line.region)
    return ((region, list(lines)) for region, lines in runs)


def _around(lines: list[Line]) -> Box:
    return hull(tuple(corner for line in lines for corner in (line.box[:2], line.box[2:])))


def _own_prefix(transcription: Transcription) -> str:
    """Return a prefix for the ids of what is no line, with which the id of no line begins."""
    prefix = "own_"
    while any(line.id.startswith(prefix) for line in transcription.lines):
        prefix = f"_{prefix}"
    return prefix


def _root(name: str, location: str, *, namespace: str) -> Element:
    names: dict[Any, str] = {None: namespace, "xsi": _LOCATION[1:].partition("}")[0]}
    return etree.Element(f"{{{namespace}}}{name}", {_LOCATION: location}, nsmap=names)


def _add(parent: Element, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{parent.tag.partition('}')[0]}}}{name}", attributes)


def _bytes(root: Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data
