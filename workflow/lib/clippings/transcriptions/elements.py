"""XML and HTML that strangers wrote: parsed without entities, network or DTD, and refused in one line."""

import re
from contextlib import suppress
from math import isfinite
from typing import Any

from lxml import etree

from clippings.transcriptions.lines import Box, Points, hull

# lxml has no types. huge_tree would lift the limits of libxml2 on depth, length of a text and expansion.
Element = Any
SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
# Atomic groups: of many comments none is taken for two.
_HTML = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(?>(<!--.*?-->\s*))*+<(!doctype\s+)?html\b", re.I | re.S
)
_CHARSET = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?([\w.:-]+)""", re.I)


def parse(data: bytes, where: str) -> Element:
    """Parse a file and return its root element.

    Raises ValueError, with the place, for what is empty, not well-formed or has a DOCTYPE, unless it is HTML.
    """
    if not data.strip():
        raise ValueError(f"{where}: the file is empty, expected XML")
    if _HTML.match(data):
        return _parse_html(data, where)
    try:
        root = etree.fromstring(data, etree.XMLParser(**SAFE))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{where}: not well-formed XML: {' '.join(error.msg.split())}") from None
    if root.getroottree().docinfo.doctype:
        raise ValueError(f"{where}: it has a DOCTYPE, whose entities are not read: expected XML without")
    return root


def _parse_html(data: bytes, where: str) -> Element:
    """Parse HTML, which need not be well-formed: what was cut off shows by the missing end alone."""
    if b"</html>" not in data[-1000:].lower():
        raise ValueError(f"{where}: the file is cut off, expected </html> at its end")
    found = _CHARSET.search(data[:2000])
    charset = found[1].decode() if found else "utf-8"
    try:
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else charset)
    except (LookupError, UnicodeDecodeError) as error:
        raise ValueError(f"{where}: not in the encoding {charset!r} that it declares: {error}") from None
    options = {name: SAFE[name] for name in ("no_network", "huge_tree", "remove_comments", "remove_pis")}
    parser = etree.HTMLParser(encoding="utf-8", **options)
    root = etree.fromstring(text.encode(), parser)
    # What a limit cut off is no error to a parser of HTML, but stands in its log.
    fatal = [
        " ".join(error.message.split())
        for error in parser.error_log
        if error.level == etree.ErrorLevels.FATAL
    ]
    if root is None or fatal:
        raise ValueError(f"{where}: not HTML that can be read: {(fatal or ['it is empty'])[0]}")
    return root


def kind(head: bytes) -> str:
    """Return the local name of the root element of which `head` is the beginning; "" where there is none."""
    if _HTML.match(head):
        return "html"
    parser = etree.XMLPullParser(events=("start",), **SAFE)
    # What was fed before an error has its events; a file that is chosen is parsed as a whole.
    with suppress(etree.XMLSyntaxError):
        parser.feed(head)
    return next((local_name(element) for _, element in parser.read_events()), "")


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def at(element: Element, where: str) -> str:
    """Say where an element stands: the file and the line."""
    return f"{where}, line {element.sourceline}: <{local_name(element)}>"


def number(element: Element, name: str, where: str) -> float | None:
    """Return an attribute as a number, None where it is missing or blank."""
    text = (element.get(name) or "").strip()
    return to_number(text, f"{at(element, where)} {name}") if text else None


def to_number(text: str, place: str) -> float:
    """Return the number that a text is; raise ValueError, with the place, for any other text."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise ValueError(f"{place} is {text[:50]!r}, expected a number")
    return value


def length(text: str | None, place: str) -> int:
    """Return the width or height of a page, rounded; raise ValueError unless it is above 0."""
    value = round(to_number(text or "", place))
    if value < 1:
        raise ValueError(f"{place} is {text!r}, expected the size of the page")
    return value


def sized_box(element: Element, names: tuple[str, str, str, str], where: str) -> Box | None:
    """Return the box of the attributes for left, top, width and height, None unless there are all four."""
    values = [value for name in names if (value := number(element, name, where)) is not None]
    if len(values) < len(names):
        return None
    left, top, width, height = values
    return left, top, left + width, top + height


def points(element: Element | None, name: str, where: str) -> Points | None:
    """Return an attribute as points, None where there is no element, attribute or point."""
    return None if element is None else to_points(element.get(name) or "", f"{at(element, where)} {name}")


def to_points(text: str, place: str) -> Points | None:
    """Return the points that a text lists: "1,2 3,4", "1 2 3 4" and "1,2,3,4" are the same two."""
    numbers = [to_number(part, place) for part in text.replace(",", " ").split()]
    if len(numbers) % 2:
        raise ValueError(f"{place} has {len(numbers)} numbers, expected pairs of x and y")
    return tuple(zip(numbers[::2], numbers[1::2], strict=True)) or None


def box_of(element: Element, box: Box | None, outlines: list[Points | None], *, where: str) -> Box:
    """Return the box of a line, or where it is missing or empty that of the first outline there is."""
    if box and box[0] < box[2] and box[1] < box[3]:
        return box
    around = next((hull(outline) for outline in outlines if outline), box)
    if around is None:
        raise ValueError(f"{at(element, where)} has neither box nor outline: draw its outline or delete it")
    return around
