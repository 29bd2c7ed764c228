"""The structure of a page: reading order of its lines, entries, and names broken over two lines."""

import numpy as np
import pandas as pd

from clippings.layout.roles import Roles
from clippings.layout.spans import (
    BOTTOM,
    END,
    START,
    TOP,
    Labels,
    Spans,
    reading_order,
    sizes,
    to_boxes,
)
from clippings.layout.tilt import straight_spans
from clippings.tables import BOXES, CORNERS, NAMES

NOWHERE = -1
# Indent of the rest of a broken name from where the first name starts, in thicknesses of its line.
LEAST_INDENT, MOST_INDENT = 0.75, 2.6
EDGES = {"start": (START, "min"), "top": (TOP, "min"), "end": (END, "max"), "bottom": (BOTTOM, "max")}


def arrange_pages(lines: pd.DataFrame) -> pd.DataFrame:
    """Put the lines of a `lines` table in reading order, page by page, and box their entries: `boxes`."""
    pages = [_arrange_page(page) for _, page in lines.groupby("page", sort=False)]
    return pd.concat([pd.DataFrame(columns=BOXES.names), *pages], ignore_index=True)


def arrange(lines: pd.DataFrame, *, orientation: str, width: int) -> pd.DataFrame:
    """Put lines (start, top, end, bottom, role, confidence) in reading order and box their entries.

    `reading_order`, `name` and `entry` count the rows of the result; boxes are in pixels of the straight
    page, `width` pixels wide.
    """
    order, band, row = reading_order(lines[list(EDGES)].to_numpy(float))
    lines = lines.assign(band=band, row=row).iloc[order].reset_index(drop=True)
    spans, roles = lines[list(EDGES)].to_numpy(float), lines["role"].to_numpy()
    first, part = broken_names(spans, roles, lines["band"].to_numpy(), row=lines["row"].to_numpy())
    head = entry_heads(roles, first)
    lines = lines.assign(line=np.arange(len(lines)), name=first, part=part, entry=head)
    # A stable sort puts the box of an entry, which comes first here, before its first line.
    boxed = pd.concat([_entries(lines), lines]).sort_values("line", ignore_index=True, kind="stable")
    boxed["reading_order"] = np.arange(len(boxed))
    places = boxed[boxed["role"] != "entry"].set_index("line")["reading_order"]
    boxed["name"] = boxed["name"].map(places)
    boxed["entry"] = boxed["entry"].map(places)
    boxed[CORNERS] = to_boxes(boxed[list(EDGES)].to_numpy(float), orientation=orientation, width=width)
    return boxed


def broken_names(spans: Spans, roles: Roles, band: Labels, *, row: Labels) -> tuple[Labels, Labels]:
    """Find, for lines (n, 4) in reading order, the line that starts each name (n,) and the part it is (n,).

    A name continues in the next line where that line is indented a little from where the run of names or
    partners started, with less than a line of white between. Fields have no name.
    """
    first, part = np.full(len(spans), NOWHERE), np.zeros(len(spans), dtype=int)
    opening = 0
    for line in range(len(spans)):
        if roles[line] not in NAMES:
            continue
        before = line - 1
        if before < 0 or roles[before] != roles[line] or band[before] != band[line]:
            opening = line
        size = sizes(spans[[before, line]])
        indent = (spans[line, START] - spans[opening, START]) / size[1]
        follows = line != opening and row[line] != row[before]
        near = spans[line, TOP] - spans[before, BOTTOM] < size.max()
        continues = follows and near and LEAST_INDENT <= indent <= MOST_INDENT
        first[line], part[line] = (first[before], part[before] + 1) if continues else (line, 0)
    return first, part


def entry_heads(roles: Roles, first: Labels) -> Labels:
    """Find the name that heads the entry of each line (n,): the last one that started before it.

    Other lines, such as running heads, belong to no entry.
    """
    started = np.where(roles == "name", first, NOWHERE)
    return np.where(roles == "other", NOWHERE, np.maximum.accumulate(started) if len(started) else started)


def _arrange_page(lines: pd.DataFrame) -> pd.DataFrame:
    page = lines.iloc[0]
    tilt, spans = straight_spans(lines)
    lines = lines.assign(**dict(zip(EDGES, spans.T, strict=True)))
    boxes = arrange(lines, orientation=page["orientation"], width=tilt.width)
    boxes[CORNERS] = tilt.tilt_boxes(boxes[CORNERS].to_numpy(float))
    boxes = boxes.assign(**{name: page[name] for name in ("page", "source", "orientation", "tilt")})
    for column in ("reading_order", "name", "entry"):
        ids = boxes[column].map(lambda order: f"{page['page']}-b{int(order):03d}", na_action="ignore")
        boxes["box" if column == "reading_order" else column] = ids
    return boxes[BOXES.names]


def _entries(lines: pd.DataFrame) -> pd.DataFrame:
    """Box the lines of each entry, one box for each column or tier in which it stands."""
    headed = lines[lines["entry"] != NOWHERE]
    hulls = headed.groupby(["entry", "band"], sort=False).agg(
        **{edge: (edge, how) for edge, (_, how) in EDGES.items()}, line=("line", "min")
    )
    entries = hulls.reset_index().assign(role="entry", confidence=np.nan, name=NOWHERE)
    entries["part"] = entries.groupby("entry").cumcount()
    return entries
