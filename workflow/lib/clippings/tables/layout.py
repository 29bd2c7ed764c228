"""Pages, the boxes on them, and the crops cut out of them."""

from clippings.tables.columns import (
    BYTES,
    INTEGER,
    NUMBER,
    ORIENTATION,
    PAGE,
    RECORD_ROLES,
    ROLES,
    SOURCE,
    TEXT,
    Column,
    Table,
    box_edges,
)

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
        *box_edges("the box"),
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
        Column("role", TEXT, "part it plays", choices=RECORD_ROLES),
        ORIENTATION,
        Column("entry", TEXT, "crop of the name that heads its entry", optional=True),
        Column("x0", NUMBER, "left edge of the first part, pixels of the upright page", optional=True),
        Column("y0", NUMBER, "upper edge", optional=True),
        Column("x1", NUMBER, "right edge", optional=True),
        Column("y1", NUMBER, "lower edge", optional=True),
        Column("parts", INTEGER, "lines stitched together"),
        Column("image", BYTES, "the crop, PNG"),
        Column(
            "caption",
            BYTES,
            "the printed caption, PNG, where text stands apart from the image: OCR reads it instead",
            optional=True,
        ),
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
