"""Tables that are written and read some rows at a time, so that memory does not grow with them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, repeat
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from clippings import frames
from clippings.cells import line_end
from clippings.running import atomic
from clippings.tables import Table

BYTE_ORDER_MARK = "\ufeff"  # By which spreadsheets know UTF-8.


def write_parts(parts: Iterable[pd.DataFrame], paths: Iterable[str | Path], table: Table) -> None:
    """Check the parts of a table and append each, as it comes, to each path: to Parquet as a row group."""
    with ExitStack() as files:
        kinds = (
            (path, writing_groups if Path(path).suffix == ".parquet" else _writing_rows) for path in paths
        )
        writers = [files.enter_context(kind(path, table)) for path, kind in kinds]
        for part in parts:
            for write in writers:
                write(part)


def write_groups(parts: Iterable[pd.DataFrame], path: str | Path, table: Table) -> None:
    """Check the parts of a table and write each as one row group of a Parquet file, as it comes."""
    write_parts(parts, [path], table)


@contextmanager
def writing_groups(path: str | Path, table: Table) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Return a function that checks a part of a table and writes it as one row group of a Parquet file."""
    schema = table.schema()
    with atomic(path) as temporary, pq.ParquetWriter(temporary, schema) as writer:

        def write(part: pd.DataFrame) -> None:
            rows = pa.Table.from_pandas(frames.check(part, table, where=str(path)), schema, False)
            writer.write_table(rows, row_group_size=max(1, len(rows)))

        yield write


@contextmanager
def _writing_rows(path: str | Path, table: Table) -> Iterator[Callable[[pd.DataFrame], None]]:
    with atomic(path) as temporary, open(temporary, "w", encoding="utf-8", newline="") as file:
        # The codec that writes the byte order mark by itself encodes each row in Python.
        file.write(BYTE_ORDER_MARK)
        headed = chain([True], repeat(False))

        def write(part: pd.DataFrame) -> None:
            rows = frames.printable(frames.check(part, table, where=str(path)), table, str(path))
            rows.to_csv(file, index=False, header=next(headed), lineterminator=line_end(rows))

        yield write


def read_groups(path: str | Path, *, columns: Iterable[str]) -> Iterator[pd.DataFrame]:
    """Read `columns` of a Parquet file, one row group at a time."""
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, columns=list(columns)).to_pandas()
