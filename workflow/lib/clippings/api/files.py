"""Tables in files, by suffix: CSV and TSV of any common encoding, Parquet, JSON lines, spreadsheets."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from clippings import frames
from clippings.cells import DELIMITERS, JSON_LINES, write_cells
from clippings.items import locate
from clippings.running import atomic
from clippings.spreadsheets import write_sheet
from clippings.tables import Table

NAMES = Table("names", "A table of a user, with any columns.", (), ())
KINDS = [*DELIMITERS, ".parquet", *JSON_LINES, ".xlsx"]


def read_table(path: str | Path, *, known: Sequence[str]) -> pd.DataFrame:
    """Read a table that has some `known` columns, whatever their capitals, or raise ValueError."""
    return frames.load(path, NAMES, names=known)


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as the kind that its suffix names, whole or not at all."""
    kind = _kind(Path(path))
    with atomic(path) as temporary:
        if kind == ".parquet":
            table.to_parquet(temporary, index=False)
        elif kind == ".xlsx":
            write_sheet(table, temporary, title="clippings")
        elif kind in JSON_LINES:
            table.to_json(temporary, orient="records", lines=True, force_ascii=False)
        else:
            write_cells(table, temporary, suffix=kind)


def expect_kind(path: str | Path) -> None:
    """Raise ValueError for a file whose suffix names no kind of table."""
    _kind(Path(path))


def with_located(table: pd.DataFrame, column: str | None, path: str | Path) -> pd.DataFrame:
    """Return a table whose image files are looked for from the working folder, else beside the table."""
    if column is None or column not in table:
        return table
    named = [locate(name, path) if isinstance(name, str) else name for name in table[column]]
    return table.assign(**{column: pd.Series(named, index=table.index, dtype=object)})


def _kind(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        raise ValueError(f"{path}: suffix {suffix!r}, expected one of {', '.join(KINDS)}")
    return suffix
