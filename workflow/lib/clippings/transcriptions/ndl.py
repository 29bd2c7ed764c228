"""XML of the National Diet Library of Japan: the results of NDLOCR, and boxes of its layout dataset."""

from clippings.transcriptions.elements import Element, at, box_of, length, sized_box, to_number
from clippings.transcriptions.lines import Box, Line, Transcription, identified, tidy

# Classes of https://github.com/ndl-lab/layout-dataset that are lines of text, without their numbers.
CLASSES = {"headline", "caption", "textline"}


def read_ndlocr(root: Element, where: str) -> list[Transcription]:
    """Read the pages of a result of NDLOCR (root OCRDATASET), in pixels.

    A line has its TYPE as label, a region that of the BLOCK around it; lines have no ids of their own.
    """
    pages = root.findall("{*}PAGE")
    if not pages:
        raise ValueError(f"{where}: OCRDATASET without a PAGE")
    return [
        Transcription(
            image=(page.get("IMAGENAME") or "").strip(),
            width=length(page.get("WIDTH"), f"{at(page, where)} WIDTH"),
            height=length(page.get("HEIGHT"), f"{at(page, where)} HEIGHT"),
            lines=identified(_line(line, where) for line in page.iter("{*}LINE")),
            where=where if len(pages) == 1 else f"{where}, page {n}",
        )
        for n, page in enumerate(pages, start=1)
    ]


def _line(line: Element, where: str) -> Line:
    box = sized_box(line, ("X", "Y", "WIDTH", "HEIGHT"), where)
    types = (block.get("TYPE") for block in line.iterancestors("{*}BLOCK"))
    return Line(
        id=(line.get("ID") or "").strip(),
        box=box_of(line, box, [], where=where),
        text=tidy(line.get("STRING")),
        tags=tuple(filter(None, [line.get("TYPE")])),
        region=next(filter(None, types), None),
    )


def read_layout_dataset(root: Element, where: str) -> list[Transcription]:
    """Read the boxes of the lines in a file of the layout dataset (Pascal VOC, root annotation): no text.

    Headlines and captions have their class as label; boxes of stamps, figures, tables are no lines.
    """
    objects = ((item, (item.findtext("name") or "").split("_")[-1]) for item in root.iterfind("object"))
    lines = (
        Line(id="", box=_corners(item, where), tags=() if name == "textline" else (name,))
        for item, name in objects
        if name in CLASSES
    )
    return [
        Transcription(
            image=(root.findtext("filename") or "").strip(),
            width=length(root.findtext("size/width"), f"{at(root, where)} size/width"),
            height=length(root.findtext("size/height"), f"{at(root, where)} size/height"),
            lines=identified(lines),
            where=where,
        )
    ]


def _corners(item: Element, where: str) -> Box:
    x0, y0, x1, y1 = (
        to_number(item.findtext(f"bndbox/{name}", "").strip(), f"{at(item, where)} {name}")
        for name in ("xmin", "ymin", "xmax", "ymax")
    )
    return x0, y0, x1, y1
