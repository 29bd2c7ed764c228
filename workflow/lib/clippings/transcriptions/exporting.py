"""What was found on pages as transcriptions: boxes, roles, texts and links, to go back to other programs."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from clippings.tables import CORNERS
from clippings.transcriptions.lines import Line, Transcription

IIIF = "http://iiif.io/api/presentation/3/context.json"


def transcribe_pages(
    boxes: pd.DataFrame,
    sizes: Mapping[str, tuple[int, int]],
    *,
    images: Mapping[str, str],
    texts: Mapping[str, str],
    links: Mapping[str, str],
) -> list[Transcription]:
    """Turn the lines among `boxes` into one transcription a page, in the order of `sizes`.

    `sizes` are width and height of each page in pixels, `images` its image file. A line has the id and text
    of the transcription that it came from; without them its box id and, if it starts a name, the name's text
    in `texts`. Its role is a tag, and so is `link:` with the record that `links` has for its name.
    """
    lines = boxes[boxes["role"] != "entry"].sort_values(["page", "reading_order"])
    on_page = dict(list(lines.groupby("page", sort=False)))
    return [
        Transcription(
            image=images[page],
            width=width,
            height=height,
            lines=tuple(_lines(on_page[page], texts, links)),
            where=page,
        )
        for page, (width, height) in sizes.items()
        if page in on_page
    ]


def annotation_page(page: Transcription) -> dict[str, Any]:
    """Describe the lines of a page as a IIIF annotation page (Presentation API 3), boxes as `xywh` in pixels.

    Its targets bear the name of the page; where a IIIF canvas has another id, that one takes its place.
    """
    return {
        "@context": IIIF,
        "id": f"{page.where}/annotations",
        "type": "AnnotationPage",
        "items": [_annotation(page.where, line) for line in page.lines],
    }


def _lines(boxes: pd.DataFrame, texts: Mapping[str, str], links: Mapping[str, str]) -> Iterator[Line]:
    known = boxes.astype(object).where(boxes.notna(), None)
    for row in known.to_dict("records"):
        first = row["part"] == 0
        link = links.get(row["box"]) if first else None
        yield Line(
            id=row["given"] or row["box"],
            box=tuple(float(row[corner]) for corner in CORNERS),
            text=row["transcribed"] or (texts.get(row["box"]) if first else None) or None,
            tags=(row["role"], *([f"link:{link}"] if link else [])),
        )


def _annotation(page: str, line: Line) -> dict[str, Any]:
    x0, y0, x1, y1 = (round(edge) for edge in line.box)
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in line.tags]
    if line.text:
        bodies.insert(0, {"type": "TextualBody", "purpose": "supplementing", "value": line.text})
    return {
        "id": f"{page}/{line.id}",
        "type": "Annotation",
        "motivation": "supplementing" if line.text else "tagging",
        "body": bodies,
        "target": f"{page}#xywh={x0},{y0},{x1 - x0},{y1 - y0}",
    }
