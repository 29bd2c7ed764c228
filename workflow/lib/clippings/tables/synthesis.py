"""What synthesis prints, and the truth about it."""

from clippings.tables.columns import (
    COMPONENT,
    ENTITY,
    HOMONYM,
    INTEGER,
    NUMBER,
    ORIENTATION,
    PAGE,
    RECORD_ROLES,
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
        Column("role", TEXT, "part it plays", choices=RECORD_ROLES),
        ORIENTATION,
        Column("text", TEXT, "the name as printed"),
        ENTITY,
        HOMONYM,
        Column("entry", TEXT, "mention that heads the entry in which a partner stands", optional=True),
        RELATION,
        SHORTENED,
        COMPONENT,
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
PHOTOGRAPHS = Table(
    "photographs",
    "Photographs to reprint, one row a photograph or a scene of its own within one; written by a person.",
    ("photograph",),
    (
        Column("photograph", TEXT, "photograph id, unique in the dataset; empty means the name of the file"),
        Column("path", TEXT, "image file, or a zip archive of some"),
        Column("member", TEXT, "file in the archive: an image, or a Qt resource (.rcc)", optional=True),
        Column("item", TEXT, "image in the bundle", optional=True),
        *(
            Column(name, NUMBER, f"{edge} edge of the scene, 0 to 1 of the {side}; empty: all", optional=True)
            for name, edge, side in (
                ("x0", "left", "width"),
                ("y0", "upper", "height"),
                ("x1", "right", "width"),
                ("y1", "lower", "height"),
            )
        ),
        Column("kind", TEXT, "what sort of event it goes with (synthesis/events.py)", optional=True),
        Column("subject", TEXT, "what it shows, in words that follow `the`", optional=True),
        Column("place", TEXT, "where it was taken, where that is known", optional=True),
        Column("caption", TEXT, "its own caption; without one, kind and subject are needed", optional=True),
    ),
)
REPRINTS = Table(
    "reprints",
    "The plan of a run of newspapers: which photograph is printed on which scan, with which words.",
    ("reprint",),
    (
        Column("reprint", TEXT, "reprint id, and the id of its mention and crop"),
        Column("photograph", TEXT, "photograph id"),
        Column("component", TEXT, "photographs of one component are scenes of one file"),
        PAGE,
        SOURCE,
        Column("headline", TEXT, "line in bold above the caption", optional=True),
        Column("caption", TEXT, "the caption, without the headline"),
        Column(
            "wording",
            TEXT,
            "where the words come from: the wire's own, cut; edited by the paper; its own; next to none",
            choices=("wire", "edited", "local", "bare"),
        ),
    ),
)
