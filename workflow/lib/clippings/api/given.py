"""A user's tables: from frames of any kind to items of the records table, and results back to that kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
from pandas.api.types import is_integer_dtype

from clippings.items import complete_items
from clippings.tables import CORNERS, ITEMS, NAMES, PARTS

ORIENTATIONS = ("horizontal", "vertical")
OCR = "clean"  # The column of the records table that holds a user's texts.
BLOCK = "blocked"  # The column of items that holds the values of a user's blocking column.
Pair = str | tuple[str | None, str | None]  # A name in both tables, or one in each, None where there is none.
Frame = Any  # pandas, polars, or anything that offers Arrow's stream.


@dataclass(frozen=True)
class Columns:
    """Which columns of one table are what; `boxes` are left, upper, right and lower edge."""

    text: str | None
    ids: str | None = None
    image: str | None = None
    boxes: Sequence[str] | None = None
    block: str | None = None
    fields: Sequence[str] = ()
    orientation: str = "horizontal"

    @property
    def named(self) -> list[str]:
        """List the columns that must be there."""
        single = [name for name in (self.text, self.ids, self.image, self.block) if name is not None]
        return [*single, *(self.boxes or []), *self.fields]


def columns_of(
    *,
    on: Pair | None,
    ids: Pair | None,
    images: Pair | None,
    block: Pair | None,
    orientation: Pair,
    boxes: Sequence[str] | None,
    fields: Sequence[str],
) -> tuple[Columns, Columns]:
    """Return which columns of two tables are what; a name is that of both, or a pair with one for each."""
    if boxes is not None and (images is None or len(boxes) != len(CORNERS)):
        raise ValueError(f"boxes: found {[*boxes]}, expected four columns, and `images` of the pages")
    named = zip(*(_both(name) for name in (on, ids, images, block, orientation)), strict=True)
    left, right = (
        Columns(text, own, image, boxes if image else None, blocked, fields, turned or "")
        for text, own, image, blocked, turned in named
    )
    return left, right


@dataclass(frozen=True)
class Given:
    """The items of one table, the boxes of names on pages, and the ids that it gave, both by record."""

    items: pd.DataFrame
    boxes: pd.DataFrame
    ids: pd.Series


def read_given(frame: Frame, columns: Columns, *, source: str) -> Given:
    """Read one table: a record a row, named by `source` and its id, or by its place from 0 without ids.

    Raise ValueError for a column that is missing, for ids that are missing or repeated, and without a row
    that has a text or a picture.
    """
    table, where = to_pandas(frame, where=source), source
    if columns.text is None and columns.image is None:
        raise ValueError("found neither `on` nor `images`, expected a column of texts or of image files")
    taken = [name for name in columns.fields if name in (*ITEMS.names, *NAMES, *PARTS, BLOCK)]
    if taken:
        raise ValueError(
            f"fields: {taken[0]!r} has a meaning of its own, expected another name of the column"
        )
    if columns.orientation not in ORIENTATIONS:
        raise ValueError(f"orientation: {columns.orientation!r}, expected one of {', '.join(ORIENTATIONS)}")
    absent = [name for name in columns.named if name not in table]
    if absent:
        found = ", ".join(map(str, table.columns)) or "none"
        raise ValueError(f"{where}: column {absent[0]!r} is missing; found {found}")
    repeated = [name for name in columns.named if (table.columns == name).sum() > 1]
    if repeated:
        raise ValueError(f"{where}: several columns are called {repeated[0]!r}, expected one")
    if table.empty:
        raise ValueError(f"{where}: the table is empty, expected at least one row")
    ids = _ids_of(table, columns.ids, where=where)
    items = pd.DataFrame(
        {
            "record": [f"{source}/{name}" for name in ids],
            "source": source,
            "orientation": columns.orientation,
            "path": _cells(table, columns.image),
            OCR: _cells(table, columns.text),
            **{name: table[name] for name in columns.fields},
            BLOCK: _cells(table, columns.block),
        }
    )
    if items[["path", OCR]].isna().all(axis=None):
        raise ValueError(f"{where}: no row has a text or a picture, expected at least one")
    boxes = pd.DataFrame(columns=CORNERS, dtype=float)
    if columns.boxes:
        boxes = _boxes(table, columns.boxes, where=where).set_axis(items["record"])
        boxes = boxes[items["path"].notna().to_numpy()].dropna()
    return Given(items, boxes, ids.set_axis(items["record"]))


def complete(parts: Sequence[Given], sources: Mapping[str, Any], *, fields: Sequence[str]) -> pd.DataFrame:
    """Join the items of all tables, checked as those of the workflow are."""
    extra = [*fields, BLOCK]
    items = pd.concat([part.items for part in parts], ignore_index=True)
    return complete_items(items.reindex(columns=ITEMS.with_texts(extra).names), extra=extra, sources=sources)


def to_pandas(frame: Frame, *, where: str) -> pd.DataFrame:
    """Return any frame as one of pandas, its rows numbered from 0; raise ValueError for anything else."""
    if isinstance(frame, pd.DataFrame):
        return frame.reset_index(drop=True)
    if hasattr(frame, "__arrow_c_stream__"):
        return pa.table(frame).to_pandas(integer_object_nulls=True).reset_index(drop=True)
    raise ValueError(f"{where}: found {type(frame).__name__}, expected a DataFrame of pandas or polars")


def like(table: pd.DataFrame, frame: Frame) -> Frame:
    """Return a result as the kind of frame that was given: pandas, polars or Arrow."""
    if isinstance(frame, pd.DataFrame):
        return table
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    if isinstance(frame, pa.Table):
        return arrow
    import polars

    return polars.from_arrow(arrow)


def given_back(records: pd.Series, ids: pd.Series) -> pd.Series:
    """Return the ids that were given for those of records, of the type that they had, missing ones too."""
    # Integers beside missing ones would be floats, which change large ids.
    known = ids.convert_dtypes() if is_integer_dtype(ids) else ids
    named = known.reindex(records).set_axis(records.index)
    return named if named.isna().any() else named.astype(ids.dtype)


def named_pairs(pairs: pd.DataFrame, ids: Sequence[pd.Series], names: Sequence[str]) -> pd.DataFrame:
    """Return a table of query and target with the ids that were given, under other names."""
    given = {
        name: given_back(pairs[side], own).array
        for name, side, own in zip(names, ("query", "target"), ids, strict=True)
    }
    return pd.DataFrame(given).join(pairs.drop(columns=["query", "target"]).reset_index(drop=True))


def _ids_of(table: pd.DataFrame, column: str | None, *, where: str) -> pd.Series:
    if column is None:
        return pd.Series(range(len(table)), dtype="int64")
    ids = table[column]
    if ids.isna().any():
        raise ValueError(f"{where}: row {int(ids.isna().argmax()) + 1} has no {column!r}, expected an id")
    repeated = ids[ids.duplicated()]
    if len(repeated):
        raise ValueError(
            f"{where}: id {repeated.tolist()[0]!r} appears more than once in {column!r}, expected unique ids"
        )
    return ids


def _boxes(table: pd.DataFrame, names: Sequence[str], *, where: str) -> pd.DataFrame:
    """Return boxes in pixels, empty where a name is its whole image."""
    try:
        boxes = table[list(names)].set_axis(CORNERS, axis=1).astype(float)
    except ValueError as error:
        raise ValueError(f"{where}: boxes: {error}, expected numbers of pixels") from None
    flat = (boxes["x1"] <= boxes["x0"]) | (boxes["y1"] <= boxes["y0"]) | boxes.isna().any(axis=1)
    flat &= boxes.notna().any(axis=1)
    if flat.any():
        box = boxes[flat].iloc[0].tolist()
        raise ValueError(
            f"{where}: row {flat.argmax() + 1} has the box {box}, expected left, upper, right, lower"
        )
    return boxes


def _cells(table: pd.DataFrame, column: str | None) -> pd.Series:
    """Return a column, empty texts as missing; missing altogether without one."""
    if column is None:
        return pd.Series(None, index=table.index, dtype=object)
    cells = table[column].astype(object)
    return cells.where(cells.notna() & (cells.astype(str).str.strip() != ""), None)


def _both(name: Pair | None) -> tuple[str | None, str | None]:
    if name is None or isinstance(name, str):
        return name, name
    if not isinstance(name, (tuple, list)) or len(name) != 2:
        raise ValueError(f"found {name!r}, expected a name, or a pair with one for each table")
    return name[0], name[1]
