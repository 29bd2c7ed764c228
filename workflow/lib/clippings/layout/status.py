"""What became of each page, and which of them stop a run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from clippings.layout.novelty import UNLIKE, page_novelty
from clippings.running import say
from clippings.tables import NAMES

Row = Mapping[str, Any]


def page_status(row: Row, result: pd.DataFrame | ValueError) -> dict[str, Any]:
    """Say what became of a page, from its lines or from the error that kept it from being read."""
    status = {"page": row["page"], "source": row["source"], "boxes": 0, "names": 0, "message": None}
    if isinstance(result, ValueError):
        word = "unreadable" if Path(row["path"]).is_file() else "missing"
        return status | {"status": word, "message": f"page {row['page']}: {result}"}
    if len(result) == 0:
        return status | {"status": "blank", "message": f"{_place(row)} is blank, expected printed lines"}
    return status | {"status": "ok", "boxes": len(result)}


def count_names(
    statuses: pd.DataFrame, boxes: pd.DataFrame, pages: Sequence[Row], *, expected: bool
) -> pd.DataFrame:
    """Complete the statuses of `pages` by their boxes; where names are `expected`, a page without is bad."""
    sizes = boxes.groupby("page").size()
    names = boxes[boxes["role"].isin(NAMES)].groupby("page").size()
    statuses = statuses.assign(
        boxes=statuses["page"].map(sizes).fillna(0).astype(int),
        names=statuses["page"].map(names).fillna(0).astype(int),
    )
    rows = {row["page"]: row for row in pages}
    for index, status in statuses[(statuses["status"] == "ok") & (statuses["names"] == 0)].iterrows():
        message = f"{_place(rows[status['page']])} has {status['boxes']} boxes but no names"
        say(message)
        if expected:
            statuses.loc[index, ["status", "message"]] = "no names", f"{message}, expected at least one"
    return statuses


def mark_unlike(statuses: pd.DataFrame, lines: pd.DataFrame, labelled: pd.DataFrame) -> pd.DataFrame:
    """Say in the status of each page of `lines` if it looks unlike all `labelled` ones; none may be."""
    if labelled.empty:
        return statuses
    novelty = page_novelty(labelled, lines)
    unlike = statuses["page"].map(novelty) > UNLIKE
    for index, page in statuses.loc[unlike, "page"].items():
        message = f"page {page} looks unlike all labelled pages (novelty {novelty[page]:.2f}): see its roles"
        say(message)
        statuses.loc[index, ["status", "message"]] = "unlike", message
    return statuses


def check_pages(statuses: pd.DataFrame, *, on_bad_page: str) -> None:
    """Log the pages that are not ok; raise ValueError for the first of them with `on_bad_page` "fail"."""
    bad = statuses["message"][~statuses["status"].isin(["ok", "unlike"])]
    for message in bad:
        say(message)
    if on_bad_page == "fail" and len(bad):
        more = f"; {len(bad) - 1} more of {len(statuses)} pages are bad" if len(bad) > 1 else ""
        raise ValueError(f"{bad.iloc[0]}{more} (`on_bad_page: skip` goes on without them)")


def _place(row: Row) -> str:
    return f"page {row['page']}: {row['path']} (frame {row['frame'] or 0})"
