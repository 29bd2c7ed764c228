"""What was found on pages as transcriptions: boxes, roles, texts and links, to go back to other programs."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from clippings.archives import pack
from clippings.images import open_page
from clippings.running import atomic, say
from clippings.transcriptions.lines import Line, Transcription, tidy
from clippings.transcriptions.writing import write_alto, write_page

IIIF = "http://iiif.io/api/presentation/3/context.json"


def export_pages(pages: Sequence[Transcription], outputs: Mapping[str, str | Path]) -> None:
    """Write pages as `alto`, `page` or `iiif`, each a zip at its path in `outputs`, a file a page."""
    for form, path in outputs.items():
        suffix, write = FORMS[form]
        with atomic(path) as temporary:
            pack({f"{page.where}{suffix}": write(page) for page in pages}, temporary)
    say(f"{len(pages)} pages, {sum(len(page.lines) for page in pages)} lines")


def linked_targets(links: pd.DataFrame, method: str) -> dict[str, str]:
    """Return the target to which the links of a method lead, by query."""
    best = links[(links["method"] == method) & (links["decision"] == "link") & (links["rank"] == 1)]
    return dict(zip(best["query_id"], best["target_id"], strict=True))


def page_sizes(lines: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Return width and height in pixels of each page of a `lines` table, in the order of their names."""
    pages = lines.drop_duplicates("page").sort_values("page")
    return {row.page: (int(row.width), int(row.height)) for row in pages.itertuples()}


def transcribe_pages(
    boxes: pd.DataFrame,
    sizes: Mapping[str, tuple[int, int]],
    *,
    pages: Sequence[Mapping[str, Any]],
    records: pd.DataFrame,
    links: Mapping[str, str],
) -> list[Transcription]:
    """Turn the lines among `boxes` into one transcription a page, in the order of their names.

    `pages` (page, path, frame) name the image of each; `sizes` are width and height in pixels of those on
    which there are lines. Others are written too, so that the pages of a file are as many as its frames: a
    blank one is opened for its size, and left out where it cannot be. A line has the id and text of the
    transcription that it came from; without them its box id and, if it starts a name, the text of its record.
    Its role is a tag, and so is `link:` with the record that `links` has for its name.
    """
    read = records.set_index("record")
    texts = read["clean"].mask(read["clean"] == "").fillna(read["noisy"]).dropna().to_dict()
    images = {row["page"]: Path(row["path"]).name for row in pages}
    blank = {row["page"]: size for row in pages if row["page"] not in sizes and (size := _size(row))}
    lines = boxes[boxes["role"] != "entry"].sort_values(["page", "reading_order"])
    on_page = dict(list(lines.groupby("page", sort=False)))
    nothing = lines.head(0)
    return [
        Transcription(
            image=images[page],
            width=width,
            height=height,
            lines=tuple(_lines(on_page.get(page, nothing), texts, links)),
            where=page,
        )
        for page, (width, height) in sorted({**sizes, **blank}.items())
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


def _as_json(page: Transcription) -> bytes:
    return json.dumps(annotation_page(page), ensure_ascii=False).encode()


FORMS: dict[str, tuple[str, Callable[[Transcription], bytes]]] = {
    "alto": (".xml", write_alto),
    "page": (".xml", write_page),
    "iiif": (".json", _as_json),
}


def _size(page: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return width and height in pixels of a page, None where it cannot be opened."""
    try:
        height, width = open_page(page["path"], frame=page["frame"]).shape[:2]
    except ValueError as error:
        say(f"page {page['page']} is left out: {error}")
        return None
    return width, height


def _lines(boxes: pd.DataFrame, texts: Mapping[str, str], links: Mapping[str, str]) -> Iterator[Line]:
    known = boxes.astype(object).where(boxes.notna(), None)
    for row in known.to_dict("records"):
        first = row["part"] == 0
        link = links.get(row["box"]) if first else None
        yield Line(
            id=row["given"] or row["box"],
            box=(row["x0"], row["y0"], row["x1"], row["y1"]),
            text=tidy(row["transcribed"] or (texts.get(row["box"]) if first else None)),
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
