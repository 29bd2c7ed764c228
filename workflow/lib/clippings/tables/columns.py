"""What tables are made of: columns, the words they allow, and columns that several tables share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyarrow as pa

TEXT, INTEGER, NUMBER, FLAG, BYTES = (
    pa.string(),
    pa.int64(),
    pa.float64(),
    pa.bool_(),
    pa.binary(),
)
VECTOR = pa.list_(pa.float32())


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, what it holds, whether it may be empty, and the words it allows.

    An optional column may also be absent, unless `present` is set.
    """

    name: str
    type: pa.DataType
    about: str
    optional: bool = False
    choices: tuple[str, ...] = ()
    present: bool = False


@dataclass(frozen=True)
class Table:
    """One kind of file between stages; `key` names the columns that together are unique."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """List the column names in order."""
        return [column.name for column in self.columns]

    def schema(self) -> pa.Schema:
        """Return the Arrow schema that Parquet files of this table follow."""
        return pa.schema([pa.field(c.name, c.type) for c in self.columns])

    def with_texts(self, names: Iterable[str]) -> "Table":
        """Return this table with further columns of text: they must be there, their cells may be empty."""
        new = [name for name in dict.fromkeys(names) if name not in self.names]
        texts = (Column(name, TEXT, "text", optional=True, present=True) for name in new)
        return replace(self, columns=(*self.columns, *texts))


def name_alone(text: str) -> str:
    """Leave out of a text the fields that were joined to the name."""
    return text.split(SEPARATOR, 1)[0]


def interval_ends(mean: str) -> tuple[Column, ...]:
    """Return the columns of the 95 % interval of the column `mean`."""
    return tuple(
        Column(f"{mean}_{end}", NUMBER, f"{name} end of its 95 % interval", optional=True)
        for end, name in (("low", "lower"), ("high", "upper"))
    )


def box_edges(what: str) -> tuple[Column, ...]:
    """Return the columns of the four edges of a box."""
    return tuple(
        Column(name, NUMBER, f"{edge} edge of {what}, pixels of the upright page")
        for name, edge in (("x0", "left"), ("y0", "upper"), ("x1", "right"), ("y1", "lower"))
    )


NAMES = ("name", "partner")
ROLES = ("entry", *NAMES, "field")
# A photograph is cut by a user or drawn by synthesis, never found by a detector.
RECORD_ROLES = (*NAMES, "photograph")
CORNERS = ["x0", "y0", "x1", "y1"]
ORIENTATIONS = ("horizontal", "vertical")
# A member is query and target in one: it looks for others of its kind.
SIDES = ("query", "target", "member", "context")
SPLITS = ("train", "val", "test", "none")
OCRS = ("noisy", "clean")
# Between a name and other fields in one text (symbol for unit separator): printed and read nowhere, and left
# as it is by NFKC, folded forms and dropped spaces.
SEPARATOR = "\u241f"
VERDICTS = ("match", "no match", "can't tell")
PAIR_VERDICTS = ("same", "different", "can't tell")
DRAWS = ("uncertain", "random")
PAGE = Column("page", TEXT, "page id, unique in the dataset")
SOURCE = Column("source", TEXT, "publication that the page belongs to, a key of `sources:`")
ORIENTATION = Column("orientation", TEXT, "direction of the line", choices=ORIENTATIONS)
ENTITY = Column("entity", TEXT, "the truth: which firm or photograph this is", optional=True)
HOMONYM = Column(
    "homonym", TEXT, "group of entities printed under one name; each is acceptable", optional=True
)
COMPONENT = Column(
    "component",
    TEXT,
    "records of one component stay in one split, whether they are the same or not; empty means alone",
    optional=True,
)
RELATION = Column(
    "relation",
    TEXT,
    "what a partner is to the firm of its entry",
    optional=True,
    choices=("supplier", "customer"),
)
SHORTENED = Column("shortened", FLAG, "true where the page prints less than the whole name", optional=True)
FOLD = Column("fold", INTEGER, "number of the fold, from 1; 0 where nothing depends on a fold")
METHOD = Column("method", TEXT, "e.g. levenshtein, selfsup_visual, sup_multimodal")
OCR = Column("ocr", TEXT, "OCR that gave the text; none of visual rows", choices=(*OCRS, "none"))
SEED = Column("seed", INTEGER, "seed of the training; empty for string measures", optional=True)
INTERVAL = (
    Column("low", NUMBER, "lower end of its 95 % interval, by a bootstrap over entities"),
    Column("high", NUMBER, "upper end"),
)
