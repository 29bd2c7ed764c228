"""Tables in workbooks (.xlsx): cells as texts, and what a spreadsheet program may have changed refused."""

import math
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

from clippings.cells import folded

# Numbers are kept to 15 digits; a cell holds so many characters, a sheet so many rows with its header.
MOST_EXACT, MOST_CHARACTERS, MOST_ROWS = 10**15, 32_767, 1_048_576
# What XML cannot hold or changes stands as _x000D_ (ECMA-376, ST_Xstring), and so does what looks like that.
CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
TO_CODE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ZEROS = re.compile(r"0{2,}")  # a number format that shows leading zeros
YEAR_FIRST = re.compile(r"\d{3,4}(\D|$)")


def read_sheet(path: str | Path, *, known: Iterable[str]) -> pd.DataFrame:
    """Read the one sheet of a workbook that has `known` columns, as texts, None where a cell is empty.

    The first row that is not blank is the header; blank rows and columns without a name are left out. Of a
    formula the stored value is read. A date is written 1956-05-01, a number as it is, with the leading zeros
    that its format shows. Raise ValueError in one line, with the cell, for what is not certain: several such
    sheets, merged cells, formulas without a value, errors, numbers of 16 digits, and dates among texts.
    """
    names = {folded(name) for name in known}
    try:
        # openpyxl warns of what it does not keep: styles, validation of cells, dates that are none.
        with warnings.catch_warnings(action="ignore"):
            sheet = _choose([sheet for sheet in _open(path).worksheets if any(_rows(sheet))], names)
            values = _open(path, data_only=True)[sheet.title] if _has_formulas(sheet) else sheet
        return _frame(sheet, values)
    except FileNotFoundError:
        raise
    except (zipfile.BadZipFile, KeyError, OSError, SyntaxError) as error:
        raise ValueError(f"{path}: not a readable workbook ({' '.join(str(error).split())})") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def write_sheet(frame: pd.DataFrame, path: str | Path, *, title: str) -> None:
    """Write a table as the only sheet of a workbook: texts as texts, whatever they begin with.

    Raise ValueError for a text that is longer than a cell, and for a table that is longer than a sheet.
    """
    if len(frame) >= MOST_ROWS:
        raise ValueError(
            f"{path}: {len(frame)} rows, expected at most {MOST_ROWS - 1} in a sheet; write .csv"
        )
    rows = frame.astype(object).where(frame.notna(), None).map(_coded, na_action="ignore")
    lengths = rows.map(lambda value: len(value) if isinstance(value, str) else 0).max(axis=None)
    if len(rows) and lengths > MOST_CHARACTERS:
        raise ValueError(
            f"{path}: a text of {lengths} characters, expected at most {MOST_CHARACTERS} in a cell"
        )
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in [[_coded(str(name)) for name in frame.columns], *rows.itertuples(index=False)]:
        sheet.append([_cell(sheet, value) for value in row])
    book.save(path)


def _open(path: str | Path, *, data_only: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=data_only)


def _choose(sheets: list[Worksheet], names: set[str]) -> Worksheet:
    """Return the only sheet that is not blank, or that has a known column."""
    if not sheets:
        raise ValueError("no sheet with a cell, expected a header")
    meant = [s for s in sheets if names & {folded(str(c.value)) for c in next(_rows(s))}]
    if len(sheets) > 1 and len(meant) != 1:
        found = ", ".join(sheet.title for sheet in meant or sheets)
        which = "with columns of this table" if meant else "but none with a column of this table"
        raise ValueError(f"sheets {which}: {found}; expected one such sheet")
    return meant[0] if meant else sheets[0]


def _rows(sheet: Worksheet) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows that are not blank."""
    return (row for row in sheet.iter_rows() if any(cell.value not in (None, "") for cell in row))


def _has_formulas(sheet: Worksheet) -> bool:
    return any(cell.data_type == "f" for row in _rows(sheet) for cell in row)


def _frame(sheet: Worksheet, values: Worksheet) -> pd.DataFrame:
    merged = sorted(cells.coord for cells in sheet.merged_cells.ranges)
    if merged:
        raise ValueError(f"{_at(sheet, merged[0])}: merged cells, expected a value in each")
    (header, *rows) = _rows(sheet)
    columns: dict[int, list[str | None]] = {}
    for place, named in enumerate(header):
        if named.value not in (None, ""):
            cells = [_stored(sheet, row[place], values) for row in rows]
            _expect_one_kind(sheet, cells)
            columns[place] = [_text(sheet, cell) for cell in cells]
    frame = pd.DataFrame(columns, dtype=object)
    frame = frame.set_axis([_text(sheet, _stored(sheet, header[place], values)) for place in columns], axis=1)
    return frame.dropna(how="all", ignore_index=True)


def _stored(sheet: Worksheet, cell: Cell, values: Worksheet) -> Cell:
    """Return the cell that holds the value of a formula, or `cell` itself where it holds none."""
    if cell.data_type != "f":
        return cell
    found = values[cell.coordinate]
    if found.value is None and found.data_type == "n":
        raise ValueError(
            f"{_at(sheet, cell.coordinate)}: a formula without a stored value; save the workbook in a"
            " spreadsheet program, or paste values in its place"
        )
    return found


def _expect_one_kind(sheet: Worksheet, cells: list[Cell]) -> None:
    """Refuse dates among texts: a program that reads 1-2 as a date has changed what was written."""
    texts = [cell for cell in cells if isinstance(cell.value, str) and not YEAR_FIRST.match(cell.value)]
    dates = [cell for cell in cells if isinstance(cell.value, date | time)]
    if texts and dates:
        raise ValueError(
            f"{_at(sheet, dates[0].coordinate)}: a date ({_text(sheet, dates[0])}) in a column of texts;"
            " expected texts alone, or dates alone, written 1956-05-01 where they are older than 1900"
        )


def _text(sheet: Worksheet, cell: Cell) -> str | None:
    """Write what a cell holds as the text that people see."""
    value = cell.value
    if cell.data_type == "e":
        raise ValueError(f"{_at(sheet, cell.coordinate)}: the error {value}, expected a value")
    match value:
        case None | "":
            return None
        case str():
            return CODED.sub(lambda code: chr(int(code[1], 16)), value)
        case bool():
            return str(value)
        case int() | float() if abs(value) >= MOST_EXACT:
            raise ValueError(
                f"{_at(sheet, cell.coordinate)}: the number {value:.15g}, of which a spreadsheet program"
                " keeps 15 digits; expected it as text, typed anew in a column formatted as text"
            )
        case int() | float() if value == int(value):
            shown = str(cell.number_format)
            return str(int(value)).zfill(len(shown) if ZEROS.fullmatch(shown) else 0)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case timedelta() | datetime():
            return str(value)
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _at(sheet: Worksheet, place: str) -> str:
    return f"sheet {sheet.title!r}, {place}"


def _coded(value: Any) -> Any:
    """Write characters that XML cannot hold in code, and infinite numbers as text."""
    if isinstance(value, float | np.floating) and not math.isfinite(value):
        return str(value)
    return TO_CODE.sub(lambda found: f"_x{ord(found[0]):04X}_", value) if isinstance(value, str) else value


def _cell(sheet: Any, value: Any) -> Any:
    """Return a cell in which a text stays a text, no formula, error or number, also when it is edited."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
    return cell
