"""Reading, checking and writing the tables that `tables` describes: CSV, TSV, JSON lines, xlsx, Parquet."""

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api.types import infer_dtype
from pyarrow.compute import Expression

from clippings.cells import DELIMITERS, JSON_LINES, folded, read_cells, read_lines, write_cells
from clippings.places import spelt_otherwise
from clippings.running import atomic
from clippings.tables import BYTES, INTEGER, NUMBER, TEXT, VECTOR, Column, Table

# What pandas calls columns with texts in them, and columns that hold nothing else.
MIXED, TEXTS = ("string", "mixed", "mixed-integer"), ("string", "empty")


def read(path: str | Path, table: Table) -> pd.DataFrame:
    """Read `path` (.parquet, .csv, .tsv, .txt, .jsonl, .xlsx) and check it; or raise ValueError."""
    return check(load(path, table), table, where=str(path))


def load(path: str | Path, table: Table, *, names: Iterable[str] = ()) -> pd.DataFrame:
    """Read `path` with the columns that it has, unchecked; raise ValueError of one line if it is unreadable.

    Cells of text files are text. Columns are found whatever their capitals and the spaces around their names,
    if `table` describes them or they are among `names`.
    """
    path, known = Path(path), [*table.names, *names]
    try:
        frame = _read(path, known)
    except FileNotFoundError:
        raise ValueError(
            f"{path}: no such file{spelt_otherwise(path)}; expected a {table.name} table"
        ) from None
    except pa.ArrowInvalid as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"{path}: not a readable {table.name} table ({reason})") from error
    return _with_known_names(frame, known, where=str(path))


def may_have(path: str | Path, name: str) -> bool:
    """Say whether a table may have a column: a Parquet file says so without being read, any other may."""
    if Path(path).suffix.lower() != ".parquet":
        return True
    try:
        return folded(name) in map(folded, pq.read_schema(path).names)
    except (FileNotFoundError, pa.ArrowInvalid):
        return True  # Who reads it says what is wrong.


def read_shards(paths: Iterable[str | Path], table: Table) -> pd.DataFrame:
    """Read the shards of one table, in the order given, and check their union."""
    frames = [read(path, table) for path in paths]
    if not frames:
        raise ValueError(f"{table.name}: no shard was given, expected at least one")
    return check(pd.concat(frames, ignore_index=True), table, where=f"{table.name} shards")


def gather(paths: Iterable[str | Path], table: Table) -> pd.DataFrame:
    """Read the files of one table in the order given; return an empty table where there is none."""
    files = list(paths)
    return read_shards(files, table) if files else pd.DataFrame(columns=table.names)


def write(frame: pd.DataFrame, path: str | Path, table: Table) -> None:
    """Check `frame` and write it whole or not at all, in the format of the suffix of `path`.

    CSV is UTF-8 with a byte order mark, so that spreadsheets show Japanese. Images and vectors need Parquet.
    """
    frame = check(frame, table, where=str(path))
    with atomic(path) as temporary:
        match Path(path).suffix:
            case ".parquet":
                pq.write_table(pa.Table.from_pandas(frame, table.schema(), False), temporary)
            case ".csv" | ".tsv" as suffix:
                write_cells(printable(frame, table, str(path)), temporary, suffix=suffix)
            case ".xlsx":
                from clippings.spreadsheets import write_sheet

                write_sheet(printable(frame, table, str(path)), temporary, title=table.name)
            case suffix:
                raise ValueError(f"{path}: suffix {suffix!r}, expected .parquet, .csv, .tsv or .xlsx")


def read_where(
    paths: Iterable[str | Path], condition: Expression | None, table: Table, *, columns: Iterable[str]
) -> pd.DataFrame:
    """Read `columns` of a table where a pyarrow condition holds, if one is given, unchecked.

    Row groups without such rows are skipped.
    """
    unknown = set(columns) - set(table.names)
    if unknown:
        raise ValueError(f"a {table.name} table has no columns {', '.join(sorted(unknown))}")
    return pq.read_table(list(map(str, paths)), columns=list(columns), filters=condition).to_pandas()


def check(frame: pd.DataFrame, table: Table, *, where: str) -> pd.DataFrame:
    """Return `frame` with the columns of `table`, ordered and typed; raise ValueError that names `where`."""
    missing = [c.name for c in table.columns if c.name not in frame and (c.present or not c.optional)]
    if missing:
        raise ValueError(
            f"{where}: column {missing[0]!r} is missing; found {', '.join(map(str, frame.columns))};"
            f" a {table.name} table has {', '.join(table.names)}"
        )
    _check_spelling(frame, table, where)
    frame = frame.reindex(columns=table.names)
    for column in table.columns:
        _check_column(frame, column, where)
    repeated = frame.duplicated(list(table.key)) if table.key else pd.Series(dtype=bool)
    if repeated.any():
        row = frame.loc[repeated, list(table.key)].iloc[0].to_dict()
        raise ValueError(f"{where}: {row} appears more than once, expected unique rows")
    return _typed(frame, table, where)


def _read(path: Path, known: Iterable[str]) -> pd.DataFrame:
    match path.suffix.lower():
        case ".parquet":
            return pq.read_table(path).to_pandas()
        case suffix if suffix in DELIMITERS:
            return read_cells(path, known=known)
        case ".xlsx":
            # Loads 0.15 s of openpyxl, which hardly a job needs.
            from clippings.spreadsheets import read_sheet

            return read_sheet(path, known=known)
        case suffix if suffix in JSON_LINES:
            return read_lines(path)
        case suffix:
            raise ValueError(
                f"{path}: suffix {suffix!r}, expected .parquet, .csv, .tsv, .txt, .jsonl or .xlsx; a"
                " spreadsheet program saves any sheet as .xlsx"
            )


def _with_known_names(frame: pd.DataFrame, known: Iterable[str], *, where: str) -> pd.DataFrame:
    """Name columns as they are known, and refuse two of one name."""
    names, found = {folded(name): name for name in reversed([*known])}, [str(name) for name in frame.columns]
    named = [
        meant if name not in known and (meant := names.get(folded(name))) and meant not in found else name
        for name in found
    ]
    twice = [name for name in named if named.count(name) > 1]
    if twice:
        raise ValueError(f"{where}: {named.count(twice[0])} columns are called {twice[0]!r}, expected one")
    return frame.set_axis(named, axis=1)


def _check_spelling(frame: pd.DataFrame, table: Table, where: str) -> None:
    # Unknown columns are dropped silently, but a misspelt optional column must not be.
    absent = [name for name in table.names if name not in frame]
    for name in frame.columns.difference(table.names):
        meant = get_close_matches(str(name), absent, n=1, cutoff=0.8)
        if meant:
            raise ValueError(f"{where}: column {name!r} is not known, expected {meant[0]!r}")


def _check_column(frame: pd.DataFrame, column: Column, where: str) -> None:
    values = frame[column.name]
    empty = values.isna()
    if empty.any() and not column.optional:
        row = int(empty.to_numpy().argmax())
        raise ValueError(f"{where}: row {row + 1} has no {column.name!r}, expected {column.about}")
    if column.choices:
        unknown = ~empty & ~values.isin(column.choices)
        if unknown.any():
            raise ValueError(
                f"{where}: {column.name} is {values[unknown].iloc[0]!r},"
                f" expected one of {', '.join(column.choices)}"
            )


def _typed(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    typed = {}
    for column in table.columns:
        try:
            typed[column.name] = _array(frame[column.name], column.type).to_pandas()
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, UnicodeDecodeError) as error:
            reason = str(error).splitlines()[0]
            raise ValueError(f"{where}: column {column.name!r} is not {column.type} ({reason})") from error
    return pd.DataFrame(typed, columns=table.names)


def _array(values: pd.Series, kind: pa.DataType) -> pa.Array:
    """Turn a column into an array of one type; whatever an id was in a file, it becomes the same text."""
    if kind == TEXT:
        # To look at each value takes seconds a million.
        values = values if infer_dtype(values) in TEXTS else _texts(values)
    elif kind in (BYTES, VECTOR):
        # An absent column, or one without rows, has a numeric type, from which Arrow makes empty bytes.
        values = values.astype(object)
    elif infer_dtype(values) in MIXED and any(isinstance(value, str) for value in values):
        words = pa.array(values, TEXT, from_pandas=True)
        return _numbers(words) if kind == INTEGER else words.cast(kind)
    return pa.array(values, kind, from_pandas=True)


def _numbers(words: pa.Array) -> pa.Array:
    """Read integers, also those that another program wrote as 7.0."""
    try:
        return words.cast(INTEGER)
    except pa.ArrowInvalid:
        return words.cast(NUMBER).cast(INTEGER)


def _texts(values: pd.Series) -> pd.Series:
    """Write values as people do: 12 for 12.0 in a column without fractions, 1956-05-01 for its midnight."""
    values = values.astype(object)
    whole = not any(isinstance(value, float | np.floating) and value % 1 > 0 for value in values)

    def write(value: Any) -> str:
        match value:
            case str():
                return value
            case float() | np.floating() if whole and np.isfinite(value):
                return str(int(value))
            case Decimal():
                return f"{value.normalize():f}"
            case datetime() if value.time() == time():
                return value.date().isoformat()
            case bytes():
                return value.decode("utf-8")
            case _:
                return str(value)

    return values.map(write, na_action="ignore")


def printable(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    """Return `frame` as text files hold it: integers beside empty cells as 7, not as 7.0."""
    for column in table.columns:
        if column.type in (BYTES, VECTOR):
            raise ValueError(f"{where}: column {column.name!r} is not text, expected .parquet")
    integers = [column.name for column in table.columns if column.type == INTEGER]
    return frame.astype(dict.fromkeys(integers, "Int64"))
