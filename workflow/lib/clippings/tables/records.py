"""What enters, what is linked, and what people say of it."""

from clippings.tables.columns import (
    COMPONENT,
    DRAWS,
    ENTITY,
    HOMONYM,
    INTEGER,
    NUMBER,
    ORIENTATION,
    ORIENTATIONS,
    PAIR_VERDICTS,
    RECORD_ROLES,
    RELATION,
    SHORTENED,
    SIDES,
    SOURCE,
    SPLITS,
    TEXT,
    VERDICTS,
    Column,
    Table,
)

RECORDS = Table(
    "records",
    "What is linked: one image and one text per OCR, with source, split and truth.",
    ("record",),
    (
        Column("record", TEXT, "record id: the crop id, or the id in a table of records"),
        SOURCE,
        Column("side", TEXT, "query, target, member (both), or context (neither)", choices=SIDES),
        Column("role", TEXT, "part it plays", choices=RECORD_ROLES),
        ORIENTATION,
        Column(
            "split",
            TEXT,
            "split of its entity; none without truth; test where folds test each entity once",
            choices=SPLITS,
        ),
        Column(
            "fold",
            INTEGER,
            "the fold that tests its entity, from 1; empty without folds or truth",
            optional=True,
        ),
        ENTITY,
        HOMONYM,
        Column("printed", TEXT, "the name as printed, where known", optional=True),
        Column("noisy", TEXT, "text by the noisy OCR", optional=True),
        Column("clean", TEXT, "text by the clean OCR", optional=True),
        Column("page", TEXT, "page id", optional=True),
        Column("path", TEXT, "image file, where it entered as one", optional=True),
        Column("entry", TEXT, "record of the firm in whose entry a partner stands", optional=True),
        RELATION,
        SHORTENED,
        COMPONENT,
        Column(
            "block",
            TEXT,
            "a query is compared with targets of its own block alone; empty on either side: with all",
            optional=True,
        ),
    ),
)
ITEMS = Table(
    "items",
    "Image files or texts that enter without pages, one row a name or photograph; written by a person, or"
    " made from a published table.",
    ("record",),
    (
        Column(
            "record",
            TEXT,
            "record id, unique in the dataset; where the column is absent, the name of the image file",
        ),
        SOURCE,
        Column(
            "path", TEXT, "image file: PNG, JPEG, TIFF or PDF; empty where there is only text", optional=True
        ),
        Column(
            "role",
            TEXT,
            "part it plays; empty means the one that its source declares, else name",
            optional=True,
            choices=RECORD_ROLES,
        ),
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
        COMPONENT,
    ),
)
PAIRS = Table(
    "pairs",
    "Truth: records that are the same, or are not, one row a pair; written by a person, or exported by Label"
    " Studio.",
    (),
    (
        Column("record", TEXT, "record id"),
        Column("other", TEXT, "record id of another"),
        Column(
            "verdict",
            TEXT,
            f"whether they are the same firm or photograph ({', '.join(PAIR_VERDICTS)}); empty means same",
            optional=True,
        ),
    ),
)
LABELS = Table(
    "labels",
    "What people said of links, as the review page writes it; `no match` without a target means all shown.",
    ("query_id", "target_id", "labeller"),
    (
        Column("query_id", TEXT, "record id of the query"),
        Column("target_id", TEXT, "record id of the target; empty where the query has none", optional=True),
        Column("verdict", TEXT, "what was said", choices=VERDICTS),
        Column("labeller", TEXT, "who said so", optional=True),
        Column("labelled_at", TEXT, "when, ISO 8601 in UTC", optional=True),
        Column("note", TEXT, "a remark", optional=True),
        Column(
            "drawn",
            TEXT,
            "why the query was shown: the links were uncertain of it, or at random from all queries",
            optional=True,
            choices=DRAWS,
        ),
    ),
)
CLERICAL_LABELS = Table(
    "clerical_labels",
    "What people said of pairs, in the columns that splink uses; taken as labels.",
    ("unique_id_l", "unique_id_r"),
    (
        Column("unique_id_l", TEXT, "record id of one record, query or target"),
        Column("unique_id_r", TEXT, "record id of the other"),
        Column("source_dataset_l", TEXT, "not needed: record ids are unique in a dataset", optional=True),
        Column("source_dataset_r", TEXT, "not needed either", optional=True),
        Column("clerical_match_score", NUMBER, "above one half a match, below it none, at it undecided"),
    ),
)
