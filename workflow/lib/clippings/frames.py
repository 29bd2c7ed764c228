"""Reading, checking and writing the tables that `tables` describes, as CSV, TSV or Parquet files."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.compute import Expression

from clippings.running import atomic
from clippings.tables import BYTES, INTEGER, TEXT, VECTOR, Column, Table


def read(path: str | Path, table: Table) -> pd.DataFrame:
    """Read `path` (.parquet, .csv or .tsv) and check it against `table`; raise ValueError of one line."""
    return check(load(path, table), table, where=str(path))


def load(path: str | Path, table: Table, *, texts: Iterable[str] = ()) -> pd.DataFrame:
    """Read `path` with the columns that it has, unchecked; raise ValueError of one line if it is unreadable.

    `texts` names columns that `table` does not describe and that hold text, like its own text columns.
    """
    path = Path(path)
    try:
        return _read(path, table, texts)
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; expected a {table.name} table") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: {misencoded(path.read_bytes())}") from None
    except (pa.ArrowInvalid, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"{path}: not a readable {table.name} table ({reason})") from error


def misencoded(data: bytes) -> str:
    """Return a sentence on where `data` stops being UTF-8: the line and the byte in it, both from 1."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = error.start - data.rfind(b"\n", 0, error.start)
        place = f"line {line}, byte {byte}: found {data[error.start]:#04x} in another encoding"
        return f"{place}, expected UTF-8 (with or without byte order mark)"
    return "found another encoding, expected UTF-8 (with or without byte order mark)"


def read_cells(path: str | Path, **options: Any) -> pd.DataFrame:
    """Read a CSV or TSV file with `options` of pandas; raise ValueError if rows are longer than the header.

    Pandas would turn the surplus cells into an index, and each column would hold the cells to its left.
    """
    separator = "\t" if Path(path).suffix == ".tsv" else ","
    frame = pd.read_csv(path, encoding="utf-8-sig", sep=separator, **options)
    if not isinstance(frame.index, pd.RangeIndex):
        columns = len(frame.columns)
        cells = columns + frame.index.nlevels
        raise ValueError(f"{path}: the first row has {cells} cells, expected {columns}, as the header has")
    return frame


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
            case ".csv":
                _printable(frame, table, str(path)).to_csv(temporary, index=False, encoding="utf-8-sig")
            case ".tsv":
                _printable(frame, table, str(path)).to_csv(temporary, index=False, sep="\t")
            case suffix:
                raise ValueError(f"{path}: suffix {suffix!r}, expected .parquet, .csv or .tsv")


def read_where(
    paths: Iterable[str | Path], condition: Expression, table: Table, *, columns: Iterable[str]
) -> pd.DataFrame:
    """Read `columns` of a table where a pyarrow condition holds; row groups without such rows are skipped."""
    unknown = set(columns) - set(table.names)
    if unknown:
        raise ValueError(f"a {table.name} table has no columns {', '.join(sorted(unknown))}")
    return pq.read_table(list(map(str, paths)), columns=list(columns), filters=condition).to_pandas()


def write_groups(parts: Iterable[pd.DataFrame], path: str | Path, table: Table) -> None:
    """Check the parts of a table and write each as one row group of a Parquet file, as it comes."""
    schema = table.schema()
    with atomic(path) as temporary, pq.ParquetWriter(temporary, schema) as writer:
        for part in parts:
            rows = pa.Table.from_pandas(check(part, table, where=str(path)), schema, False)
            writer.write_table(rows, row_group_size=max(1, len(rows)))


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


def _read(path: Path, table: Table, texts: Iterable[str]) -> pd.DataFrame:
    # Ids such as 0042 are text: pandas would infer numbers.
    words = dict.fromkeys([*(column.name for column in table.columns if column.type == TEXT), *texts], str)
    options: dict[str, Any] = {"dtype": words, "keep_default_na": False, "na_values": [""]}
    match path.suffix:
        case ".parquet":
            return pq.read_table(path).to_pandas()
        case ".csv" | ".tsv":
            return read_cells(path, **options)
        case suffix:
            raise ValueError(f"{path}: suffix {suffix!r}, expected .parquet, .csv or .tsv")


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
        values = frame[column.name]
        if column.type == TEXT:
            values = values.map(str, na_action="ignore")
        if column.type in (BYTES, VECTOR):
            # An absent column, or one without rows, has a numeric type, from which Arrow makes empty bytes.
            values = values.astype(object)
        try:
            array = pa.array(values, column.type, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            reason = str(error).splitlines()[0]
            raise ValueError(f"{where}: column {column.name!r} is not {column.type} ({reason})") from error
        typed[column.name] = array.to_pandas()
    return pd.DataFrame(typed, columns=table.names)


def _printable(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    """Return `frame` as text files hold it: integers beside empty cells as 7, not as 7.0."""
    for column in table.columns:
        if column.type in (BYTES, VECTOR):
            raise ValueError(f"{where}: column {column.name!r} is not text, expected .parquet")
    integers = [column.name for column in table.columns if column.type == INTEGER]
    return frame.astype(dict.fromkeys(integers, "Int64"))
