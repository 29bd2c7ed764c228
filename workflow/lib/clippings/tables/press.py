"""What press prints, and the truth about it."""

from clippings.tables.columns import (
    ENTITY,
    HOMONYM,
    INTEGER,
    NAMES,
    ORIENTATION,
    PAGE,
    RELATION,
    ROLES,
    SHORTENED,
    SOURCE,
    TEXT,
    Column,
    Table,
    box_edges,
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
        *box_edges("the inked box"),
        Column("mention", TEXT, "name instance that the box prints; empty for fields", optional=True),
        Column("part", INTEGER, "0 for the first line of a name, 1 for its continuation"),
        Column("text", TEXT, "what the box prints", optional=True),
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
