"""The page on which people label the lines of scanned pages: one file that needs no server and no network."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from PIL import Image

from clippings import tables
from clippings.images import MOST_PIXELS, open_pages
from clippings.provenance import settings_digest
from clippings.review.offline import encode_webp, fill
from clippings.running import progress, say

# Pixels of the longer side of a page at most: small print stays legible, ten pages stay below 10 MB.
SIDE, QUALITY = 2200, 60
# A line is a name or partner, or a field of its entry; headings, page numbers and the rest are neither.
ROLES = tables.LINE_LABELS.column("role").choices


def label_page(
    lines: pd.DataFrame,
    pages: Iterable[Mapping[str, Any]],
    *,
    labels: pd.DataFrame,
    suggestions: pd.DataFrame,
    count: int,
    dataset: str,
    templates: Sequence[str],
    most_pixels: int = MOST_PIXELS,
) -> str:
    """Compose the HTML page that labels lines; `templates` are its HTML, CSS and scripts.

    It shows the first `count` pages of `suggestions` (page, reason) with their `lines`, a table of
    `line_guesses`. `pages` (page, path, frame) say where each is scanned. What `labels` say of a page that is
    shown stands instead of the guesses; what they say of others is exported again with the new labels. Raise
    ValueError for a suggested page that is not among `pages`, cannot be read or has more than `most_pixels`.
    """
    shown = suggestions.head(count)
    places = {row["page"]: (row["path"], row.get("frame")) for row in pages}
    missing = [page for page in shown["page"] if page not in places]
    if missing:
        raise ValueError(
            f"page {missing[0]!r} is suggested for labelling, expected one of the dataset's pages"
        )
    on_page = dict(list(lines.groupby("page")))
    sheets, scans = [], {}
    opened = open_pages((places[page] for page in shown["page"]), most_pixels=most_pixels)
    for (page, reason), image in progress(
        zip(shown[["page", "reason"]].itertuples(index=False), opened, strict=True),
        what="pages",
        total=len(shown),
    ):
        if isinstance(image, ValueError):
            raise image
        height, width = image.shape[:2]
        scans[page] = encode_webp(Image.fromarray(image), short=SIDE, long=SIDE, quality=QUALITY)
        own = list_lines(on_page.get(page, lines.head(0)))
        sheets.append({"id": page, "reason": reason, "width": width, "height": height, "lines": own})
    say(f"label page: {len(sheets)} pages, {sum(map(len, scans.values())) / 1e6:.1f} MB of pictures")
    content: dict[str, Any] = {
        "dataset": dataset,
        "roles": ROLES,
        "pages": sheets,
        "labels": list_labels(labels, lines, shown=scans),
    }
    content["digest"] = settings_digest(content)
    return fill(templates, {"content": content, "scans": scans})


def list_lines(lines: pd.DataFrame) -> list[dict[str, Any]]:
    """List the lines of a page from the top: id, box in pixels, guessed role, its probability or None, text.

    A line without a guess is `other`, as is any line of a labelled page that no label names.
    """
    lines = lines.sort_values(["y0", "x0", "line"])
    known = lines.astype(object).where(lines.notna(), None)
    return [
        {
            "line": row.line,
            "box": box_of(row),
            "role": row.role or "other",
            "probability": None if row.probability is None else round(row.probability, 3),
            "text": row.text or "",
        }
        for row in known.itertuples()
    ]


def list_labels(labels: pd.DataFrame, lines: pd.DataFrame, *, shown: Collection[str]) -> list[dict[str, Any]]:
    """List labels as the page exports them: page, line, box, role and text, empty where there is none.

    A label without a box has box and id of its line, one of `lines`, which it may name as the transcription
    does, or None. Raise ValueError for one of a page that is `shown` whose line is not there.
    """
    named = {(row.page, id_): row for row in lines.itertuples() for id_ in (row.given, row.line)}
    listed = []
    for row in labels.astype(object).where(labels.notna(), "").itertuples():
        found = named.get((row.page, row.line)) if row.x0 == "" else row
        box = found and box_of(found)
        if box is None and row.page in shown:
            raise ValueError(
                f"label of line {row.line!r} on page {row.page!r}: no line has this id, expected a"
                " box or the id of a line"
            )
        line = found.line if found else row.line
        listed.append({"page": row.page, "line": line, "box": box, "role": row.role, "text": row.text})
    return listed


def box_of(row: Any) -> list[float]:
    """Return the corners of a row to a tenth of a pixel."""
    return [round(float(getattr(row, corner)), 1) for corner in tables.CORNERS]
