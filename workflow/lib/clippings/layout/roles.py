"""What each line of a page is, from its geometry: type size, indents, columns and gaps; nothing is read."""

import numpy as np
from numpy.typing import NDArray

from clippings.layout.spans import BOTTOM, END, START, TOP, Labels, Spans, body_size, reading_order, sizes

Flags = NDArray[np.bool_]
Roles = NDArray[np.str_]
Places = NDArray[np.float64]
# All in sizes of the body type. Names are set larger than this, but no line is set larger than that.
NAME_SIZE, LARGEST_NAME = 1.25, 3.0
# Above labels names also stand out into the margin, so that long ones in smaller type are known too.
OUTDENTED_SIZE, OUTDENT = 1.1, 0.5
# A label is shorter, stands nearer to the margin, and is set off from a list by more than a field is.
LONGEST_LABEL, LABEL_INDENT, LIST_GAP = 4.6, 1.5, 1.77
# A running head or page number takes no more than this, with white of this between it and the text.
HEAD_SIZE, HEAD_GAP = 2.0, 1.2


def assign_roles(spans: Spans, *, lists: bool) -> Roles:
    """Name the role of each line (n, 4): name, partner or field.

    Names are set in larger type. With `lists`, an entry has labelled fields, its name standing out above
    them, and lists of partners: each opens with a short label, from which a wide gap sets off the first
    partner, and runs to the next label or name.
    """
    order, band, row = reading_order(spans)
    size, body = sizes(spans), body_size(spans)
    names = (size >= NAME_SIZE * body) & (size <= LARGEST_NAME * body)
    names &= spans[:, END] - spans[:, START] >= 0.8 * size
    if lists:
        margins = {number: label_margin(spans[band == number]) for number in set(band)}
        margin = np.array([margins[number] for number in band])
        names = (size >= OUTDENTED_SIZE * body) & (spans[:, START] <= margin - OUTDENT * body)
    roles = np.where(names, "name", "field").astype("<U8")
    if lists and len(spans):
        lines = np.split(order, np.flatnonzero(np.diff(row[order])) + 1)
        _mark_partners(spans, roles, lines, margin)
    return roles


def running_heads(spans: Spans) -> Flags:
    """Tell which lines (n, 4) are running heads or page numbers: set off from all others at an edge."""
    found = np.zeros(len(spans), dtype=bool)
    for low, high in ((TOP, BOTTOM), (START, END)):
        found |= _set_off(spans[:, low], spans[:, high], body_size(spans))
        found |= _set_off(-spans[:, high], -spans[:, low], body_size(spans))
    return found


def label_margin(spans: Spans) -> float:
    """Find the margin at which labels stand: the first place where half as many lines start as anywhere.

    Names stand further out, but are few; the tab at which lists start may be as crowded, but comes later.
    """
    starts = np.sort(spans[:, START])
    crowd = np.searchsorted(starts, starts + body_size(spans) / 2) - np.arange(len(starts))
    first = int(np.argmax(2 * crowd >= crowd.max()))
    return float(np.median(starts[first : first + crowd[first]]))


def _mark_partners(spans: Spans, roles: Roles, lines: list[Labels], margin: Places) -> None:
    body, inside = body_size(spans), False
    for line in lines:
        labelled = spans[line[0], START] - margin[line[0]] < LABEL_INDENT * body
        if (roles[line] == "name").any():
            inside = False
        elif labelled:
            inside = _opens_list(spans[line], body)
        if inside:
            roles[line[1:] if labelled else line] = "partner"


def _opens_list(line: Spans, body: float) -> bool:
    if len(line) == 1:
        return False
    label, first = line[:2]
    short = label[END] - label[START] <= LONGEST_LABEL * body
    return bool(short and first[START] - label[END] >= LIST_GAP * body)


def _set_off(low: NDArray[np.float64], high: NDArray[np.float64], body: float) -> Flags:
    if len(low) == 0:
        return np.zeros(0, dtype=bool)
    outermost = low < high[low.argmin()]
    edge, rest = high[outermost].max(), low[~outermost]
    apart = rest.size > 0 and rest.min() - edge >= HEAD_GAP * body
    return np.asarray(outermost & (apart and edge - low.min() <= HEAD_SIZE * body))
