"""ALTO, versions 1 to 4 (https://www.loc.gov/standards/alto/): lines, their text, outlines and labels."""

from clippings.transcriptions.elements import (
    Element,
    at,
    box_of,
    length,
    local_name,
    number,
    points,
    sized_box,
)
from clippings.transcriptions.identifiers import from_xml_id
from clippings.transcriptions.lines import Line, Transcription, identified, tidy


def read_alto(root: Element, where: str) -> list[Transcription]:
    """Read the pages of an ALTO file, in the unit of their WIDTH and HEIGHT, whatever it is (see `fitted`).

    Labels are those of TAGREFS, for eScriptorium and kraken the types of line and region.
    """
    image = root.findtext("{*}Description/{*}sourceImageInformation/{*}fileName", "").strip()
    labels = {
        tag.get("ID"): tag.get("LABEL") or tag.get("ID")
        for tag in root.iterfind("{*}Tags/*")
        if tag.get("ID")
    }
    pages = root.findall("{*}Layout/{*}Page")
    if not pages:
        raise ValueError(f"{where}: ALTO without a Page, expected Layout/Page")
    return [
        Transcription(
            image=image,
            width=length(page.get("WIDTH"), f"{at(page, where)} WIDTH"),
            height=length(page.get("HEIGHT"), f"{at(page, where)} HEIGHT"),
            lines=identified(_line(line, labels, where=where) for line in page.iter("{*}TextLine")),
            where=where if len(pages) == 1 else f"{where}, page {n}",
        )
        for n, page in enumerate(pages, start=1)
    ]


def _line(line: Element, labels: dict[str, str], *, where: str) -> Line:
    polygon = points(line.find("{*}Shape/{*}Polygon"), "POINTS", where)
    # Before version 4.2 a baseline is a height alone, that of the whole line.
    is_level = len((line.get("BASELINE") or "").replace(",", " ").split()) == 1
    baseline = None if is_level else points(line, "BASELINE", where)
    given = sized_box(line, ("HPOS", "VPOS", "WIDTH", "HEIGHT"), where)
    box = box_of(line, given, [polygon, baseline], where=where)
    if is_level and (height := number(line, "BASELINE", where)) is not None:
        baseline = (box[0], height), (box[2], height)
    blocks = line.iterancestors("{*}TextBlock", "{*}ComposedBlock")
    regions = (name for block in blocks for name in (*_tags(block, labels), block.get("TYPE")) if name)
    return Line(
        id=from_xml_id((line.get("ID") or "").strip()),
        box=box,
        text=tidy("".join(map(_part, line))),
        polygon=polygon,
        baseline=baseline,
        tags=_tags(line, labels),
        region=next(regions, None),
    )


def _tags(element: Element, labels: dict[str, str]) -> tuple[str, ...]:
    """Return the labels of an element; a reference to no tag stands for itself."""
    return tuple(labels.get(reference, reference) for reference in (element.get("TAGREFS") or "").split())


def _part(child: Element) -> str:
    """Return what an element adds to the text: only SP is a space, since Chinese has words without."""
    match local_name(child):
        case "String":
            return child.get("CONTENT") or ""
        case "SP":
            return " "
        case "HYP":
            return child.get("CONTENT") or "-"
        case _:
            return ""
