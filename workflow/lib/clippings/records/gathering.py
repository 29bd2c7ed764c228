"""Reading the shards and tables that a dataset may or may not have."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from clippings import frames
from clippings.tables import BYTES, CROPS, Table

# Crops without their pixels: a record needs where a name stands, not what it looks like.
PLACES = Table(CROPS.name, CROPS.about, CROPS.key, tuple(c for c in CROPS.columns if c.type != BYTES))


def gather(paths: Iterable[str | Path], table: Table) -> pd.DataFrame:
    """Read the files of one table in the order given; give an empty table where there is none."""
    files = list(paths)
    empty = pd.DataFrame(columns=table.names)
    return frames.read_shards(files, table) if files else empty
