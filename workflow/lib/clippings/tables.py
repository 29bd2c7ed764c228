"""The tables that pass between rooms: their columns, units and keys (docs/tables.md shows them)."""

from dataclasses import dataclass

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
    """One column: its Arrow type, what it holds, whether it may be empty, and the words it allows."""

    name: str
    type: pa.DataType
    about: str
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One kind of file between rooms; `key` names the columns that together are unique."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """List the column names in order."""
        return [column.name for column in self.columns]

    def schema(self) -> pa.Schema:
        """Give the Arrow schema that Parquet files of this table follow."""
        return pa.schema([pa.field(c.name, c.type) for c in self.columns])


def _box(what: str) -> tuple[Column, ...]:
    return tuple(
        Column(name, NUMBER, f"{edge} edge of {what}, pixels of the upright page")
        for name, edge in (("x0", "left"), ("y0", "upper"), ("x1", "right"), ("y1", "lower"))
    )


NAMES = ("name", "partner")
ROLES = ("entry", *NAMES, "field")
CORNERS = ["x0", "y0", "x1", "y1"]
ORIENTATIONS = ("horizontal", "vertical")
SIDES = ("query", "target", "context")
SPLITS = ("train", "val", "test", "none")
OCRS = ("noisy", "clean")

PAGE = Column("page", TEXT, "page id, unique in the dataset")
SOURCE = Column("source", TEXT, "publication that the page belongs to, a key of `sources:`")
ORIENTATION = Column("orientation", TEXT, "direction of the line", choices=ORIENTATIONS)
ENTITY = Column("entity", TEXT, "the truth: which firm or photograph this is", optional=True)
HOMONYM = Column(
    "homonym", TEXT, "group of entities printed under one name; each is acceptable", optional=True
)
RELATION = Column(
    "relation",
    TEXT,
    "what a partner is to the firm of its entry",
    optional=True,
    choices=("supplier", "customer"),
)
SHORTENED = Column("shortened", FLAG, "true where the page prints less than the whole name", optional=True)

PAGES = Table(
    "pages",
    "Pages to read, one row a page; written by a person or implied by drawn pages.",
    ("page",),
    (
        PAGE,
        Column("path", TEXT, "image file: PNG, JPEG, TIFF or PDF"),
        SOURCE,
        Column(
            "frame", INTEGER, "page within a TIFF or PDF, from 0; empty for a file of one page", optional=True
        ),
    ),
)
PAGE_STATUS = Table(
    "page_status",
    "What became of each page.",
    ("page",),
    (
        PAGE,
        SOURCE,
        Column(
            "status",
            TEXT,
            "what became of the page",
            choices=("ok", "blank", "no names", "unreadable", "missing"),
        ),
        Column("boxes", INTEGER, "boxes found on the page"),
        Column("names", INTEGER, "boxes of names and partners among them"),
        Column("message", TEXT, "what was found and what was expected", optional=True),
    ),
)
MENTIONS = Table(
    "mentions",
    "Truth: every name as printed on a page or drawn on its own, one row a name.",
    ("mention",),
    (
        Column("mention", TEXT, "name instance; for drawn names equal to the crop id"),
        Column("page", TEXT, "page id; empty for names drawn on their own", optional=True),
        SOURCE,
        Column("role", TEXT, "part it plays", choices=NAMES),
        ORIENTATION,
        Column("text", TEXT, "the name as printed"),
        ENTITY,
        HOMONYM,
        Column("entry", TEXT, "mention that heads the entry in which a partner stands", optional=True),
        RELATION,
        SHORTENED,
    ),
)
ANNOTATIONS = Table(
    "annotations",
    "Truth: every box on a page; a name broken over two lines has two.",
    ("annotation",),
    (
        Column("annotation", TEXT, "box id"),
        PAGE,
        SOURCE,
        Column("role", TEXT, "part the box plays", choices=ROLES),
        ORIENTATION,
        Column("reading_order", INTEGER, "place in the reading order of the page, from 0"),
        *_box("the inked box"),
        Column("mention", TEXT, "name instance that the box prints; empty for fields", optional=True),
        Column("part", INTEGER, "0 for the first line of a name, 1 for its continuation"),
        Column("text", TEXT, "what the box prints", optional=True),
    ),
)
BOXES = Table(
    "boxes",
    "Boxes that a detector found.",
    ("box",),
    (
        Column("box", TEXT, "box id: page and place in reading order"),
        PAGE,
        SOURCE,
        Column("role", TEXT, "part the box plays", choices=ROLES),
        ORIENTATION,
        Column("reading_order", INTEGER, "place in the reading order of the page, from 0"),
        *_box("the box"),
        Column("confidence", NUMBER, "the detector's confidence, 0 to 1", optional=True),
        Column("name", TEXT, "box that starts this name; boxes of one broken name share it", optional=True),
        Column("part", INTEGER, "0 for the first line of a name, 1 and on for continuations"),
        Column("entry", TEXT, "box that heads the entry in which the box stands", optional=True),
    ),
)
CROPS = Table(
    "crops",
    "Cut-out names, PNG bytes, broken names stitched.",
    ("crop",),
    (
        Column("crop", TEXT, "crop id: the first box of the name, or the drawn name"),
        Column("page", TEXT, "page id; empty where there is no page", optional=True),
        SOURCE,
        Column("role", TEXT, "part it plays", choices=NAMES),
        ORIENTATION,
        Column("entry", TEXT, "crop of the name that heads its entry", optional=True),
        Column("x0", NUMBER, "left edge of the first part, pixels of the upright page", optional=True),
        Column("y0", NUMBER, "upper edge", optional=True),
        Column("x1", NUMBER, "right edge", optional=True),
        Column("y1", NUMBER, "lower edge", optional=True),
        Column("parts", INTEGER, "lines stitched together"),
        Column("image", BYTES, "the crop, PNG"),
    ),
)
READINGS = Table(
    "readings",
    "One text per crop from one OCR engine.",
    ("crop",),
    (
        Column("crop", TEXT, "crop id"),
        Column("engine", TEXT, "OCR engine"),
        Column("text", TEXT, "what the engine read, NFC; empty where it read nothing", optional=True),
        Column("confidence", NUMBER, "mean confidence, 0 to 1", optional=True),
        Column("status", TEXT, "ok, or blank where nothing was read", choices=("ok", "blank")),
    ),
)
RECORDS = Table(
    "records",
    "What is linked: one image and one text per OCR, with source, split and truth.",
    ("record",),
    (
        Column("record", TEXT, "record id: the crop id, or the id in a table of records"),
        SOURCE,
        Column("side", TEXT, "query, target, or context (neither)", choices=SIDES),
        Column("role", TEXT, "part it plays", choices=NAMES),
        ORIENTATION,
        Column("split", TEXT, "split of its entity; none without truth", choices=SPLITS),
        ENTITY,
        HOMONYM,
        Column("printed", TEXT, "the name as printed, where known", optional=True),
        Column("noisy", TEXT, "text by the noisy OCR", optional=True),
        Column("clean", TEXT, "text by the clean OCR", optional=True),
        Column("page", TEXT, "page id", optional=True),
        Column("entry", TEXT, "record of the firm in whose entry a partner stands", optional=True),
        RELATION,
        SHORTENED,
    ),
)
ITEMS = Table(
    "items",
    "Image files or texts that enter without pages, one row a name or photograph; written by a person.",
    ("record",),
    (
        Column("record", TEXT, "record id, unique in the dataset"),
        SOURCE,
        Column(
            "path", TEXT, "image file: PNG, JPEG, TIFF or PDF; empty where there is only text", optional=True
        ),
        Column("role", TEXT, "part it plays; empty means name", optional=True, choices=NAMES),
        Column(
            "orientation",
            TEXT,
            "direction of the line; empty means that of the source",
            optional=True,
            choices=ORIENTATIONS,
        ),
        Column("noisy", TEXT, "text to use as the noisy OCR's", optional=True),
        Column("clean", TEXT, "text to use as the clean OCR's", optional=True),
        Column("printed", TEXT, "the name as printed, where known", optional=True),
        ENTITY,
        HOMONYM,
        Column("page", TEXT, "page or scan from which it was cut", optional=True),
        Column("entry", TEXT, "record of the firm in whose entry a partner stands", optional=True),
        RELATION,
        SHORTENED,
    ),
)
PAIRS = Table(
    "pairs",
    "Truth: records that are the same, one row a pair; written by a person.",
    ("record", "other"),
    (
        Column("record", TEXT, "record id"),
        Column("other", TEXT, "record id of the same firm or photograph"),
    ),
)
VECTORS = Table(
    "vectors",
    "Unit vectors per record and modality, all of one width; empty where image or text is.",
    ("record",),
    (
        Column("record", TEXT, "record id"),
        Column("visual", VECTOR, "embedding of the image", optional=True),
        Column("noisy", VECTOR, "embedding of the noisy OCR's text", optional=True),
        Column("clean", VECTOR, "embedding of the clean OCR's text", optional=True),
    ),
)
NEIGHBOURS = Table(
    "neighbours",
    "The nearest targets of each query: the k best, and all that tie with the first.",
    ("query", "target"),
    (
        Column("query", TEXT, "record id of the query"),
        Column("target", TEXT, "record id of the target"),
        Column("rank", INTEGER, "from 1, by (score falling, target id)"),
        Column("score", NUMBER, "similarity, 1 for equals"),
    ),
)
LINKS = Table(
    "links",
    "Every query with its best targets and the decision.",
    ("method", "query_id", "rank"),
    (
        Column("query_id", TEXT, "record id of the query"),
        Column("query_text", TEXT, "its OCR text", optional=True),
        Column("target_id", TEXT, "record id of the target; empty where the query has none", optional=True),
        Column("target_text", TEXT, "its OCR text", optional=True),
        Column("rank", INTEGER, "from 1"),
        Column("score", NUMBER, "similarity"),
        Column(
            "decision",
            TEXT,
            "link: first in rank and at or above the threshold",
            choices=("link", "no match"),
        ),
        Column("method", TEXT, "method and OCR, e.g. sup_multimodal/clean"),
    ),
)
SCORES = Table(
    "scores",
    "How well each method links on the test split, with 95 % intervals over entities.",
    ("dataset", "method", "ocr", "seed"),
    (
        Column("dataset", TEXT, "dataset"),
        Column("method", TEXT, "e.g. levenshtein, selfsup_visual, sup_multimodal"),
        Column("supervision", TEXT, "labels used", choices=("none", "selfsup", "sup")),
        Column("modality", TEXT, "string, visual, language or multimodal"),
        Column("ocr", TEXT, "OCR that gave the text", choices=("noisy", "clean", "none")),
        Column("n", INTEGER, "matched test queries"),
        Column("top1", NUMBER, "top-1 accuracy, expected under a random tie-break"),
        Column("top1_low", NUMBER, "lower end of its 95 % interval"),
        Column("top1_high", NUMBER, "upper end of its 95 % interval"),
        Column("top1_any_tie", NUMBER, "accuracy where any tie with the first counts"),
        Column("top1_strict", NUMBER, "accuracy against the one true record, homonyms wrong"),
        Column("recall_at_10", NUMBER, "share of queries with an acceptable target in the first ten"),
        Column("seed", INTEGER, "seed of the training; empty for string measures", optional=True),
    ),
)
LAYOUT_SCORES = Table(
    "layout_scores",
    "Boxes found against boxes printed, at IoU 0.5.",
    ("source", "role"),
    (
        SOURCE,
        Column("role", TEXT, "part the boxes play, or `names`: names and partners together"),
        Column("truth", INTEGER, "boxes printed"),
        Column("found", INTEGER, "boxes found"),
        Column("matched", INTEGER, "pairs at IoU 0.5 or more"),
        Column("recall", NUMBER, "matched / truth"),
        Column("precision", NUMBER, "matched / found"),
    ),
)
READING_SCORES = Table(
    "reading_scores",
    "Character error rate of each OCR over name crops, after NFKC.",
    ("ocr", "source"),
    (
        Column("ocr", TEXT, "noisy or clean", choices=OCRS),
        Column("engine", TEXT, "OCR engine"),
        Column("source", TEXT, "publication, or `all`"),
        Column("crops", INTEGER, "crops with known text"),
        Column("cer", NUMBER, "edits per printed character"),
        Column("exact", NUMBER, "share of crops read without an error"),
    ),
)
FIELDS = ("address", "products", "founded", "capital", "banks", "shareholders")
ENTRIES = Table(
    "entries",
    "What a publication prints: one row an entry, in printed order.",
    ("entry",),
    (
        Column("entry", TEXT, "entry id, and the mention id of its name"),
        SOURCE,
        PAGE,
        ENTITY,
        HOMONYM,
        Column("name", TEXT, "the firm's name as printed"),
        *(Column(field, TEXT, f"{field} as printed", optional=True) for field in FIELDS),
        Column("form", TEXT, "where the printed form comes from", choices=("known", "repaired", "replaced")),
    ),
)
PARTNERS = Table(
    "partners",
    "The suppliers and customers that an entry prints, in printed order.",
    ("partner",),
    (
        Column("partner", TEXT, "partner id, and the mention id of the name"),
        Column("entry", TEXT, "entry in which it stands"),
        Column("relation", TEXT, "what it is to that firm", choices=("supplier", "customer")),
        Column("text", TEXT, "the name as printed"),
        Column("whole", TEXT, "the name before shortening"),
        SHORTENED,
        ENTITY,
        HOMONYM,
    ),
)
HARD_NEGATIVES = Table(
    "hard_negatives",
    "For each class, the other classes nearest to it.",
    ("entity", "rank"),
    (
        Column("entity", TEXT, "class of the anchor"),
        Column("rank", INTEGER, "from 1, nearest first"),
        Column("negative", TEXT, "another class"),
        Column("score", NUMBER, "similarity of the two class means"),
    ),
)
