"""What became of each page, and which of them stop a run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from clippings.running import say
from clippings.tables import NAMES

Row = Mapping[str, Any]


def page_status(row: Row, result: pd.DataFrame | ValueError) -> dict[str, Any]:
    """Say what became of a page, from its boxes or from the error that kept it from being read."""
    status = {"page": row["page"], "source": row["source"], "boxes": 0, "names": 0, "message": None}
    if isinstance(result, ValueError):
        word = "unreadable" if Path(row["path"]).is_file() else "missing"
        return status | {"status": word, "message": f"page {row['page']}: {result}"}
    status |= {"boxes": len(result), "names": int(result["role"].isin(NAMES).sum())}
    where = f"page {row['page']}: {row['path']} (frame {row['frame'] or 0})"
    if len(result) == 0:
        return status | {"status": "blank", "message": f"{where} is blank, expected printed lines"}
    if status["names"] == 0:
        message = f"{where} has {len(result)} boxes but no names, expected at least one"
        return status | {"status": "no names", "message": message}
    return status | {"status": "ok"}


def check_pages(statuses: pd.DataFrame, *, on_bad_page: str) -> None:
    """Log the pages that are not ok; raise ValueError for the first of them with `on_bad_page` "fail"."""
    bad = statuses["message"][statuses["status"] != "ok"]
    for message in bad:
        say(message)
    if on_bad_page == "fail" and len(bad):
        more = f"; {len(bad) - 1} more of {len(statuses)} pages are bad" if len(bad) > 1 else ""
        raise ValueError(f"{bad.iloc[0]}{more} (`on_bad_page: skip` goes on without them)")
