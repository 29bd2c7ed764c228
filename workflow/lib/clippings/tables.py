"""The tables that pass between stages, as `workflow/schemas/tables/*.yaml` describes them.

Each file is a Frictionless Table Schema. `tables.RECORDS` is the table of `records.yaml`: a file is read when
its constant is first used, so that a job parses only the tables of its own code. docs/tables.md shows all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from clippings.shipped import shipped

SCHEMAS = shipped("tables")
SHARED = "columns.yaml"  # columns that several tables share; no table itself
# The parser in C, where PyYAML has it, is ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NAMES = ("name", "partner")
LINE_ROLES = (*NAMES, "field", "other")
ROLES = ("entry", *LINE_ROLES)
CORNERS = ["x0", "y0", "x1", "y1"]
# A member is query and target in one: it is compared with the other members.
SIDES = ("query", "target", "member", "context")
SPLITS = ("train", "val", "test", "none")
OCRS = ("noisy", "clean")
FIELDS = ("address", "products", "founded", "capital", "banks", "shareholders")
PARTS = ("name", "picture", "text", "crossed", "quality")  # What evidence compares beside fields.
VERDICTS = ("match", "no match", "can't tell")
PAIR_VERDICTS = ("same", "different", "can't tell")
# Joins a name and other fields in one text (symbol for unit separator). It is never printed or read, and it
# survives NFKC, the folding of forms and the removal of spaces.
SEPARATOR = "\u241f"

TEXT, INTEGER, NUMBER, FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
BYTES, VECTOR = pa.binary(), pa.list_(pa.float32())
ARROW = {
    "string": TEXT,
    "integer": INTEGER,
    "number": NUMBER,
    "boolean": FLAG,
    "binary": BYTES,
    "list<float>": VECTOR,
}


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, whether it may be empty, and the words it allows.

    An optional column may also be absent, unless `present` is set. Descriptions do not change what a column
    or a table is: they are neither compared nor in its `repr`, on which the digest of code rests.
    """

    name: str
    type: pa.DataType
    about: str = field(compare=False, repr=False)
    optional: bool = False
    choices: tuple[str, ...] = ()
    present: bool = False


@dataclass(frozen=True)
class Table:
    """One kind of file between stages; `key` names the columns that together are unique."""

    name: str
    about: str = field(compare=False, repr=False)
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """List the names of the columns in order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """Return the column `name`."""
        return self.columns[self.names.index(name)]

    def schema(self) -> pa.Schema:
        """Return the Arrow schema of the Parquet files of this table."""
        return pa.schema([pa.field(c.name, c.type) for c in self.columns])

    def with_texts(self, names: Iterable[str]) -> "Table":
        """Return this table with further text columns, which must be present but may have empty cells."""
        return self._with(names, TEXT, "text")

    def with_numbers(self, names: Iterable[str]) -> "Table":
        """Return this table with columns of numbers added, which must be present but may have empty cells."""
        return self._with(names, NUMBER, "number")

    def _with(self, names: Iterable[str], kind: pa.DataType, about: str) -> "Table":
        new = [name for name in dict.fromkeys(names) if name not in self.names]
        added = (Column(name, kind, about, optional=True, present=True) for name in new)
        return replace(self, columns=(*self.columns, *added))


def name_alone(text: str) -> str:
    """Return the name at the start of a text, without the fields that were joined to it."""
    return text.split(SEPARATOR, 1)[0]


def constants() -> list[str]:
    """List the constants of all tables in alphabetical order."""
    return sorted(file.stem.upper() for file in SCHEMAS.glob("*.yaml") if file.name != SHARED)


def find(constant: str, *, folder: Path = SCHEMAS) -> Table | None:
    """Return the table of a constant such as RECORDS, or None if `folder` describes none of that name."""
    file = folder / f"{constant.lower()}.yaml"
    if not constant.isupper() or file.name == SHARED or not file.is_file():
        return None
    schema = table_schema(constant, folder=folder)
    # No cell of a primary key may be empty; where one may, as in `seed`, the file declares unique keys.
    key = schema.get("primaryKey") or next(iter(schema.get("uniqueKeys", ())), ())
    return Table(file.stem, schema["description"], tuple(key), tuple(map(_column, schema["fields"])))


def table_schema(constant: str, *, folder: Path = SCHEMAS) -> dict[str, Any]:
    """Return the Table Schema of a constant such as RECORDS, with shared columns in place of each `$ref`.

    Fields keep the property `arrow`, which is not part of the standard: their type in Parquet files where
    Table Schema has none (binary, list<float>).
    """
    schema = _parse(folder / f"{constant.lower()}.yaml")
    return schema | {"fields": [_resolve(column, folder) for column in schema["fields"]]}


def __getattr__(name: str) -> Table:
    table = find(name)
    if table is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = table
    return table


def _column(found: dict[str, Any]) -> Column:
    constraints = found.get("constraints", {})
    return Column(
        found["name"],
        ARROW[found.get("arrow", found["type"])],
        found["description"],
        optional=not constraints.get("required", False),
        choices=tuple(constraints.get("enum", ())),
    )


def _resolve(column: dict[str, Any], folder: Path) -> dict[str, Any]:
    if "$ref" not in column:
        return column
    file, _, shared = column["$ref"].partition("#/")
    own = {key: value for key, value in column.items() if key != "$ref"}
    return {**_parse(folder / file)[shared], **own}


@cache
def _parse(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)
    return found
