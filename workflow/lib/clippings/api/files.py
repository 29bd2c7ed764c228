"""Tables in files, by suffix: CSV and TSV of any common encoding, Parquet, JSON lines, spreadsheets."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from clippings.cells import DELIMITERS, read_cells
from clippings.items import locate
from clippings.places import spelt_otherwise
from clippings.running import atomic

LINES = (".jsonl", ".ndjson")
KINDS = [*DELIMITERS, ".parquet", *LINES, ".xlsx"]
READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".parquet": pd.read_parquet,
    ".xlsx": lambda path: pd.read_excel(path, dtype=object),
    **dict.fromkeys(LINES, lambda path: pd.read_json(path, lines=True, dtype=False, convert_dates=False)),
}


def read_table(path: str | Path, *, known: Sequence[str]) -> pd.DataFrame:
    """Read a table, a text by the delimiter that finds most `known` columns; or raise ValueError."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path}: no such file{spelt_otherwise(path)}; expected a table")
    if _kind(path) in DELIMITERS:
        return read_cells(path, known=known)
    try:
        return READERS[_kind(path)](path)
    except Exception as error:  # The readers raise almost anything for damaged files.
        raise ValueError(f"{path}: not a readable table ({' '.join(str(error).split())})") from None


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as the kind that its suffix names, whole or not at all."""
    kind = _kind(Path(path))
    with atomic(path) as temporary:
        if kind == ".parquet":
            table.to_parquet(temporary, index=False)
        elif kind == ".xlsx":
            table.to_excel(temporary, index=False)
        elif kind in LINES:
            table.to_json(temporary, orient="records", lines=True, force_ascii=False)
        else:
            # Spreadsheet programs take a CSV without a mark for one in another encoding.
            encoding = "utf-8-sig" if kind == ".csv" else "utf-8"
            table.to_csv(temporary, index=False, sep=DELIMITERS[kind], encoding=encoding)


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
