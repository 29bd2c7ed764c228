"""Labels of lines, put on the lines that were found: by the line's id, else by the place of its box."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.overlaps import Boxes, best_pairs
from clippings.running import say
from clippings.tables import CORNERS

OTHER = "other"
# A label and its line share this much of the shorter side, along and across.
LEAST_SHARED = 0.5


def attach_labels(lines: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of all pages that `labels` names, with their roles; those without a label are "other".

    A label (page, line, x0, y0, x1, y1, role, text) names its line by id, which is the line's `line` or
    `given`, else by its box. Its text, if it has one, becomes that of the line. Labels whose box meets no
    line are counted in the log; raise ValueError for an id that no line of its page has.
    """
    labels = labels.reset_index(drop=True)
    labelled = lines[lines["page"].isin(labels["page"])].assign(role=OTHER)
    named = labels["line"].notna()
    pairs = pd.concat([_by_id(labelled, labels[named]), _by_box(labelled, labels[~named])])
    if lost := len(labels) - len(pairs):
        say(f"{lost} of {len(labels)} labels have a box that meets no line of their page")
    _check_roles(labelled, labels, pairs)
    for column in ("role", "text"):
        values = labels.loc[pairs.index, column].set_axis(pairs.to_numpy()).dropna()
        values = values[~values.index.duplicated()]
        labelled[column] = labelled[column].astype(object)
        labelled.loc[values.index, column] = values
    return labelled


def _by_id(lines: pd.DataFrame, labels: pd.DataFrame) -> "pd.Series[int]":
    """Return the index of the line of each label, by the index of the label."""
    places = {
        (page, name): index
        for column in ("given", "line")
        for index, page, name in lines[["page", column]].dropna().itertuples()
    }
    wanted = list(zip(labels["page"], labels["line"], strict=True))
    for page, name in wanted:
        if (page, name) not in places:
            raise ValueError(f"label of line {name!r} on page {page}: no line of that page has this id")
    return pd.Series([places[key] for key in wanted], index=labels.index, dtype=int)


def _by_box(lines: pd.DataFrame, labels: pd.DataFrame) -> "pd.Series[int]":
    """Return the index of the line that each label covers best, by the index of the label."""
    found: dict[int, int] = {}
    for page, here in labels.groupby("page"):
        on_page = lines[lines["page"] == page]
        shared = _shared(here[CORNERS].to_numpy(float), on_page[CORNERS].to_numpy(float))
        found |= {here.index[label]: on_page.index[line] for label, line in best_pairs(shared)}
    return pd.Series(found, dtype=int)


def _shared(boxes: Boxes, others: Boxes) -> NDArray[np.float64]:
    """Return the share (n, m) of the shorter sides that boxes (n, 4) and (m, 4) have in common, or 0."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    sides, other_sides = (b[:, 2:] - b[:, :2] for b in (boxes, others))
    shares = (high - low) / np.minimum(sides[:, None], other_sides[None, :])
    return np.where((shares >= LEAST_SHARED).all(axis=2), shares.clip(min=0).prod(axis=2), 0)


def _check_roles(lines: pd.DataFrame, labels: pd.DataFrame, pairs: "pd.Series[int]") -> None:
    roles = labels.loc[pairs.index, "role"].groupby(pairs).nunique()
    for index in roles.index[roles > 1]:
        line = lines.loc[index]
        raise ValueError(
            f"line {line['line']} on page {line['page']}: labels of {roles[index]} roles, expected 1"
        )
