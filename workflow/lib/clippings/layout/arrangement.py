"""How the lines of a page hang together: reading order, entries, and names broken over two lines."""

import numpy as np
import pandas as pd

from clippings.layout.roles import Roles
from clippings.layout.spans import BOTTOM, END, START, TOP, Labels, Spans, reading_order, to_boxes
from clippings.tables import CORNERS, NAMES

NOWHERE = -1
# How far the rest of a broken name hangs in from where the first one starts, in thicknesses of its line.
LEAST_HANG, MOST_HANG = 0.75, 2.6
EDGES = {"start": (START, "min"), "top": (TOP, "min"), "end": (END, "max"), "bottom": (BOTTOM, "max")}


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

    A name goes on in the next line where that line hangs in a little from where the run of names or
    partners started. Fields have no name.
    """
    first, part = np.full(len(spans), NOWHERE), np.zeros(len(spans), dtype=int)
    opening = 0
    for line in range(len(spans)):
        if roles[line] not in NAMES:
            continue
        before = line - 1
        if before < 0 or roles[before] != roles[line] or band[before] != band[line]:
            opening = line
        hang = (spans[line, START] - spans[opening, START]) / (spans[line, BOTTOM] - spans[line, TOP])
        goes_on = line != opening and row[line] != row[before] and LEAST_HANG <= hang <= MOST_HANG
        first[line], part[line] = (first[before], part[before] + 1) if goes_on else (line, 0)
    return first, part


def entry_heads(roles: Roles, first: Labels) -> Labels:
    """Find the name that heads the entry of each line (n,): the last one that started before it."""
    started = np.where(roles == "name", first, NOWHERE)
    return np.maximum.accumulate(started) if len(started) else started


def _entries(lines: pd.DataFrame) -> pd.DataFrame:
    """Box the lines of each entry, one box for each column or tier in which it stands."""
    headed = lines[lines["entry"] != NOWHERE]
    hulls = headed.groupby(["entry", "band"], sort=False).agg(
        **{edge: (edge, how) for edge, (_, how) in EDGES.items()}, line=("line", "min")
    )
    entries = hulls.reset_index().assign(role="entry", confidence=np.nan, name=NOWHERE)
    entries["part"] = entries.groupby("entry").cumcount()
    return entries
