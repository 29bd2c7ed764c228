"""Text tables as programs write them: encoding, delimiter, quotation marks, ragged rows; lines of JSON."""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import pandas as pd
from pandas.api.types import is_string_dtype

# The delimiter that a suffix promises; the header may show another.
DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
OTHERS = ",;\t|"
JSON_LINES = (".jsonl", ".ndjson")
# The marks of UTF-32 begin like those of UTF-16.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WHOLE = r"-?\d+\.0"
Row = tuple[int, list[str]]  # the line on which it begins, from 1, and its cells


def read_text(path: str | Path) -> str:
    """Read a text in UTF-8, or in UTF-16 or 32 with a byte order mark; raise ValueError for others."""
    data = Path(path).read_bytes()
    encoding = next((name for mark, name in MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = error.start - data.rfind(b"\n", 0, error.start)
        raise ValueError(
            f"{path}: line {line}, byte {byte}: found {data[error.start]:#04x} in another encoding, expected"
            " UTF-8 (with or without byte order mark)"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ValueError(
            f"{path}: line {line}: found a NUL byte, as in a binary file; expected text in UTF-8"
        )
    return text


def read_cells(path: str | Path, *, known: Iterable[str]) -> pd.DataFrame:
    """Read a text table as texts, None where a cell is empty; columns without a name are left out.

    Of comma, semicolon, tab and bar the delimiter is the one that finds most `known` columns in the header.
    Raise ValueError in one line, with the line of the file, for a row whose length is not that of the header
    and for quotation marks that do not pair; in a table with tabs these are characters like others.
    """
    text, names = read_text(path), {folded(name) for name in known}
    delimiter = _delimiter(text, names, own=DELIMITERS[Path(path).suffix.lower()])
    try:
        (_, header), *rows = _rows(text, delimiter)
        for line, cells in rows:
            if len(cells) != len(header):
                raise ValueError(
                    f"line {line} has {len(cells)} cells, expected {len(header)}, as the header has; a cell"
                    f" that holds {delimiter!r} stands in quotation marks"
                )
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    columns = zip(*(cells for _, cells in rows), strict=True) if rows else [()] * len(header)
    frame = pd.DataFrame(dict(enumerate(columns)), dtype=object).set_axis(header, axis=1)
    frame = frame.loc[:, [bool(name.strip()) for name in header]]
    return frame.where(frame != "", None).apply(_without_decimals)


def read_lines(path: str | Path) -> pd.DataFrame:
    """Read a table with an object of JSON a line as texts, numbers as they are written, None for null and "".

    Raise ValueError in one line, with the line of the file, for what is no object of single values.
    """
    rows: list[dict[str, str | None]] = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            rows.append(_values(line, where=f"{path}: line {number}"))
    if not rows:
        raise ValueError(f"{path}: an empty file, expected an object of JSON a line")
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pd.DataFrame([[row.get(name) for name in names] for row in rows], columns=names, dtype=object)


def folded(name: str) -> str:
    """Fold the name of a column: without capitals, spaces around it and byte order marks."""
    return name.replace("\ufeff", "").strip().casefold()


def write_cells(rows: pd.DataFrame, path: str | Path, *, suffix: str) -> None:
    """Write rows as the text file of a suffix: UTF-8, CSV with the mark that spreadsheet programs need."""
    encoding = "utf-8-sig" if suffix == ".csv" else "utf-8"
    rows.to_csv(path, index=False, sep=DELIMITERS[suffix], encoding=encoding, lineterminator=line_end(rows))


def line_end(rows: pd.DataFrame) -> str:
    """Return what ends lines of a text file: a cell that holds `\\r` is quoted only where they end in it."""
    # pandas 2, which the other tools of `make peers` need, selects no columns by "str".
    texts = (column for _, column in rows.items() if column.dtype == object or is_string_dtype(column))
    return "\r\n" if any(map(_has_return, texts)) else "\n"


def _has_return(values: pd.Series) -> bool:
    if values.dtype == object:
        return any(isinstance(value, str) and "\r" in value for value in values)
    return bool(values.str.contains("\r", regex=False).any())


def _delimiter(text: str, known: set[str], *, own: str) -> str:
    def count(delimiter: str) -> int:
        cells = next(filter(None, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), [])
        return len(known.intersection(map(folded, cells)))

    return max(own + OTHERS, key=count)


def _rows(text: str, delimiter: str) -> list[Row]:
    try:
        rows = list(_parse(text, delimiter, csv.QUOTE_MINIMAL))
    except ValueError:
        # Tabs rarely stand in cells: many programs write tables with tabs without any quoting.
        if delimiter != "\t":
            raise
        rows = list(_parse(text, delimiter, csv.QUOTE_NONE))
    if not rows:
        raise ValueError("an empty file, expected a header")
    return rows


def _parse(text: str, delimiter: str, quoting: Literal[0, 3]) -> Iterator[Row]:
    """Yield the rows of a text, blank lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                _expect_closed(cells, delimiter, line)
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise ValueError(
                f"line {line}: a cell of more than {csv.field_size_limit():,} characters, expected shorter"
                " ones (or a quotation mark is left open)"
            ) from None
        raise ValueError(
            f"line {line}: quotation marks that do not pair ({error}); expected a cell with one to stand in"
            " quotation marks, and each within it to be doubled"
        ) from None


def _expect_closed(cells: list[str], delimiter: str, line: int) -> None:
    """Refuse a cell in which rows seem to have vanished between two single quotation marks."""
    swallowed = [cell for cell in cells if delimiter == "\t" and "\t" in cell and "\n" in cell.strip()]
    if swallowed:
        raise ValueError(
            f"line {line}: a cell in quotation marks holds further lines with tabs; expected quotation marks"
            " to pair within a line"
        )


def _values(line: str, *, where: str) -> dict[str, str | None]:
    """Return the values of one object as texts."""
    try:
        found = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise ValueError(f"{where}: not readable as JSON ({error})") from None
    if not isinstance(found, dict):
        raise ValueError(f"{where}: found {type(found).__name__}, expected an object with names and values")
    nested = [name for name, value in found.items() if isinstance(value, list | dict)]
    if nested:
        raise ValueError(f"{where}: {nested[0]!r} holds several values, expected one")
    return {name: None if value in (None, "") else str(value) for name, value in found.items()}


def _without_decimals(column: "pd.Series[str]") -> "pd.Series[str]":
    """Return whole numbers as they were, which other programs write as decimals where some are missing."""
    whole = column.dropna().str.fullmatch(WHOLE).all()
    return column.str.removesuffix(".0") if whole else column
