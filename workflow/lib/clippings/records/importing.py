"""What enters the records: shards and tables, where a dataset has them, and a user's image files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from clippings.images import Pixels, encode_png, open_page
from clippings.running import progress
from clippings.tables import BYTES, CROPS

# Crops without their pixels: a record needs where a name stands, not what it looks like.
PLACES = replace(CROPS, columns=tuple(column for column in CROPS.columns if column.type != BYTES))


def import_crops(rows: Sequence[Mapping[str, Any]], *, orientation: str) -> pd.DataFrame:
    """Read the image files that rows of an `items` table name into a `crops` table.

    Rows without a file are left out. `orientation` is the source's, for rows without one. An unreadable
    file, or one of several pages, is a ValueError that names file and record.
    """
    crops = [
        {
            **{key: row.get(key) for key in ("page", "source", "entry")},
            "crop": row["record"],
            "role": row.get("role") or "name",
            "orientation": row.get("orientation") or orientation,
            "parts": 1,
            "image": encode_png(_open(row)),
        }
        for row in progress([row for row in rows if row.get("path")], what="images")
    ]
    return pd.DataFrame(crops, columns=CROPS.names)


def _open(row: Mapping[str, Any]) -> Pixels:
    try:
        return open_page(row["path"], frame=None)
    except ValueError as error:
        raise ValueError(f"record {row['record']!r}: {error}") from error
