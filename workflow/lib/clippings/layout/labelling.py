"""Labels of lines, put on the lines that were found: by the line's id, else by the place of its box."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from clippings.overlaps import Boxes, best_pairs
from clippings.running import say
from clippings.tables import CORNERS

OTHER = "other"
# A label and its line share this much of the shorter side, along and across.
LEAST_SHARED = 0.5
# What a drawn line has of its page.
OF_PAGE = ("page", "source", "orientation", "width", "height", "tilt")


def attach_labels(lines: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of all pages that `labels` names, with their roles; those without a label are "other".

    A label (page, line, x0, y0, x1, y1, role, text) names its line by id, which is the line's `line` or
    `given`; where that line is not at the label's box, or has gone, the box alone decides. The text of a
    label replaces that of the line, and so does the box of one that goes by id, since a person may have
    corrected it. A box that meets no line becomes a line of its own, without ink. Raise ValueError for a
    label without a box whose id no line of its page has, and for a box beyond the page. Boxes on a page
    where nothing was found are counted and left out.
    """
    labels = labels.reset_index(drop=True)
    labelled = lines[lines["page"].isin(labels["page"])].assign(role=OTHER).astype({"transcribed": object})
    by_id = pd.Series(dict(_by_id(labelled, labels)), dtype=int)
    placed = labels.drop(by_id.index)
    pairs = pd.concat([by_id, _by_box(labelled.drop(by_id.unique()), placed)])
    _check_roles(labelled, labels, pairs)
    _put(labelled, labels, pairs, columns={"role": "role", "text": "transcribed"})
    _put(labelled, labels, by_id, columns=dict(zip(CORNERS, CORNERS, strict=True)))
    alone = placed.drop(pairs.index, errors="ignore")
    lost = alone.loc[~alone["page"].isin(labelled["page"]), "page"]
    for page, count in lost.value_counts(sort=False).items():
        say(f"labels: page {page}: nothing was found there, so {count} boxes that people drew are left out")
    drawn = _drawn(labelled, alone)
    say(f"labels: {len(pairs)} on lines that were found, {len(drawn)} on boxes that people drew")
    return pd.concat([labelled, drawn], ignore_index=True) if len(drawn) else labelled


def match_lines(boxes: Boxes, others: Boxes) -> list[tuple[int, int]]:
    """Pair boxes (n, 4) and (m, 4) of lines by row, each once, that share half of the shorter sides."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    sides, other_sides = (b[:, 2:] - b[:, :2] for b in (boxes, others))
    shares = (high - low) / np.minimum(sides[:, None], other_sides[None, :])
    enough = (shares >= LEAST_SHARED).all(axis=2)
    return best_pairs(np.where(enough, shares.clip(min=0).prod(axis=2), 0))


def _put(
    lines: pd.DataFrame, labels: pd.DataFrame, pairs: "pd.Series[int]", *, columns: dict[str, str]
) -> None:
    """Write columns of labels, where they are not empty, to the lines with which they are paired."""
    for column, own in columns.items():
        values = labels.loc[pairs.index, column].set_axis(pairs.to_numpy()).dropna()
        values = values[~values.index.duplicated()]
        lines.loc[values.index, own] = values


def _by_id(lines: pd.DataFrame, labels: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Yield the index of each label whose id is that of a line at its place, and the index of that line."""
    places = {
        (page, name): index
        for column in ("given", "line")
        for index, page, name in lines[["page", column]].dropna().itertuples()
    }
    for label in labels[labels["line"].notna()].itertuples():
        place, boxed = places.get((label.page, label.line)), pd.notna(label.x0)
        if place is None and not boxed:
            raise ValueError(
                f"label of line {label.line!r} on page {label.page}: no line of that page has this id"
            )
        if place is not None and (not boxed or _meet(lines.loc[place], labels.loc[label.Index])):
            yield label.Index, place


def _meet(line: "pd.Series[float]", label: "pd.Series[float]") -> bool:
    return bool(match_lines(*(row[CORNERS].to_numpy(float).reshape(1, 4) for row in (line, label))))


def _by_box(lines: pd.DataFrame, labels: pd.DataFrame) -> "pd.Series[int]":
    """Return the index of the line that each label covers best, by the index of the label."""
    found: dict[int, int] = {}
    for page, here in labels.groupby("page"):
        on_page = lines[lines["page"] == page]
        pairs = match_lines(here[CORNERS].to_numpy(float), on_page[CORNERS].to_numpy(float))
        found |= {here.index[label]: on_page.index[line] for label, line in pairs}
    return pd.Series(found, dtype=int)


def _drawn(lines: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Make lines of the labels that meet none; a page on which nothing was found has no place for them.

    Raise ValueError for one beyond its page.
    """
    pages = lines.drop_duplicates("page")[list(OF_PAGE)]
    drawn = labels[["page", *CORNERS, "role", "text"]].merge(pages, on="page")
    beyond = drawn[(drawn["x0"] >= drawn["width"]) | (drawn["y0"] >= drawn["height"])]
    for row in beyond.head(1).itertuples():
        raise ValueError(
            f"label on page {row.page}: the box is ({row.x0:g}, {row.y0:g}, {row.x1:g}, {row.y1:g}), expected"
            f" one on the page of {row.width} x {row.height} pixels"
        )
    numbers = drawn.groupby("page").cumcount()
    ids = [f"{page}-d{number:03d}" for page, number in zip(drawn["page"], numbers, strict=True)]
    return drawn.rename(columns={"text": "transcribed"}).assign(line=ids)


def _check_roles(lines: pd.DataFrame, labels: pd.DataFrame, pairs: "pd.Series[int]") -> None:
    roles = labels.loc[pairs.index, "role"].groupby(pairs).nunique()
    for index in roles.index[roles > 1]:
        line = lines.loc[index]
        raise ValueError(
            f"line {line['line']} on page {line['page']}: labels of {roles[index]} roles, expected 1"
        )
