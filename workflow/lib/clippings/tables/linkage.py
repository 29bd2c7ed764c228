"""Which targets are near, and what is decided."""

from clippings.tables.columns import (
    FLAG,
    FOLD,
    INTEGER,
    METHOD,
    NUMBER,
    OCR,
    SEED,
    SPLITS,
    TEXT,
    Column,
    Table,
)

NEIGHBOURS = Table(
    "neighbours",
    "The nearest targets of each query: the k best, and all that tie with the first. A member is query and"
    " target, but never meets itself or a record of its page. Rows of the results table lie one after the other.",
    ("method", "ocr", "seed", "fold", "query", "target"),
    (
        METHOD,
        OCR,
        SEED,
        FOLD,
        Column("query", TEXT, "record id of the query"),
        Column("target", TEXT, "record id of the target"),
        Column("rank", INTEGER, "from 1, by (score falling, target id)"),
        Column("score", NUMBER, "similarity, 1 for equals"),
    ),
)
CHOICES = Table(
    "choices",
    "What was tried on validation before neighbours were searched, and which value was chosen.",
    ("method", "ocr", "seed", "fold", "value"),
    (
        METHOD,
        OCR,
        SEED,
        FOLD,
        Column("setting", TEXT, "what was chosen", choices=("image_weight", "ngram_length")),
        Column("value", NUMBER, "weight of the image, or words of an n-gram"),
        Column("objective", TEXT, "what a choice is measured by", choices=("top1", "precision")),
        Column("score", NUMBER, "that measure on validation"),
        Column("tie_breaker", NUMBER, "a second measure, which decides between equals"),
        Column("n", INTEGER, "validation queries, or members, that were scored"),
        Column("chosen", FLAG, "whether this value was chosen"),
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
            "link: first in rank and at or above the threshold, or chosen by the one-to-one assignment",
            choices=("link", "no match"),
        ),
        Column("method", TEXT, "method and OCR, e.g. sup_multimodal/clean"),
        Column(
            "probability",
            NUMBER,
            "for the first in rank, the calibrated chance that it is acceptable; empty without validation",
            optional=True,
        ),
    ),
)
OUTCOMES = Table(
    "outcomes",
    "What each row of the results table made of each query of validation and test whose truth is known.",
    ("method", "ocr", "seed", "fold", "query"),
    (
        METHOD,
        OCR,
        SEED,
        FOLD,
        Column("query", TEXT, "record id of the query"),
        Column("entity", TEXT, "the truth: which firm or photograph this is"),
        Column("group", TEXT, "its homonym group: a target of the group is acceptable"),
        Column("split", TEXT, "split of the query", choices=("val", "test")),
        Column("matched", FLAG, "whether any target is acceptable"),
        Column(
            "score", NUMBER, "similarity of the first neighbour; empty where there is none", optional=True
        ),
        Column("linked", FLAG, "whether that is at or above the threshold"),
        Column("top1", NUMBER, "chance that the first neighbour is acceptable, ties broken at random"),
        Column("any_tie", NUMBER, "1 if any tie with the first is acceptable, else 0"),
        Column("strict", NUMBER, "chance that the first neighbour is the one true record"),
        Column("recall", NUMBER, "1 if one of the first ten neighbours is acceptable, else 0"),
        Column(
            "right", NUMBER, "chance that the decision is right: top1 if matched and linked, 1 if neither"
        ),
        Column(
            "probability",
            NUMBER,
            "calibrated chance that the first neighbour is acceptable; empty without validation",
            optional=True,
        ),
    ),
)
THRESHOLDS = Table(
    "thresholds",
    "What was chosen on validation for each row of the results table.",
    ("method", "ocr", "seed", "fold"),
    (
        METHOD,
        OCR,
        SEED,
        FOLD,
        Column("threshold", NUMBER, "similarity from which a query is linked"),
        Column("accuracy", NUMBER, "accuracy there over all validation queries", optional=True),
        Column("queries", INTEGER, "validation queries, matched or not"),
        Column("image_weight", NUMBER, "weight of the image; empty for string measures", optional=True),
    ),
)
CALIBRATION = Table(
    "calibration",
    "From similarity to probability: the knots of an isotonic fit on validation, linear between them and"
    " level outside; a row without validation has none.",
    ("method", "ocr", "seed", "fold", "score"),
    (
        METHOD,
        OCR,
        SEED,
        FOLD,
        Column("score", NUMBER, "similarity of the first neighbour"),
        Column("probability", NUMBER, "chance that it is acceptable"),
    ),
)
CANDIDATES = Table(
    "candidates",
    "Every pair of query and target that an exported row names, with its similarities one by one, as a"
    " splink-style comparison wants them.",
    ("query_id", "target_id"),
    (
        Column("query_id", TEXT, "record id of the query"),
        Column("target_id", TEXT, "record id of the target"),
        Column("query_noisy", TEXT, "text of the query by the noisy OCR", optional=True),
        Column("target_noisy", TEXT, "text of the target by the noisy OCR", optional=True),
        Column("query_clean", TEXT, "text of the query by the clean OCR", optional=True),
        Column("target_clean", TEXT, "text of the target by the clean OCR", optional=True),
        Column("visual", NUMBER, "cosine of the images by the first exported encoder row", optional=True),
        Column("language_noisy", NUMBER, "cosine of the noisy texts by the same encoder", optional=True),
        Column("language_clean", NUMBER, "cosine of the clean texts by the same encoder", optional=True),
        Column("levenshtein_noisy", NUMBER, "1 − edits / longer length, noisy texts", optional=True),
        Column("levenshtein_clean", NUMBER, "1 − edits / longer length, clean texts", optional=True),
        Column("methods", TEXT, "exported rows that link the pair, separated by spaces", optional=True),
        Column("acceptable", FLAG, "whether the truth accepts the target, where it is known", optional=True),
    ),
)
CLUSTERS = Table(
    "clusters",
    "Every record of a dataset to cluster, in the cluster that the first exported row puts it in; of folds,"
    " each record in the fold that tests it.",
    ("record_id",),
    (
        Column("record_id", TEXT, "record id"),
        Column("image", TEXT, "its image file; the page of a picture that was drawn or cut", optional=True),
        Column("caption", TEXT, "its text by the OCR of the row", optional=True),
        Column("cluster_id", TEXT, "the cluster, named after the first of its records by id"),
        Column("size", INTEGER, "records in the cluster"),
        Column(
            "score", NUMBER, "similarity to its nearest in the cluster; empty for a singleton", optional=True
        ),
        Column("split", TEXT, "split of its entity; none without truth", choices=SPLITS),
        Column("giant", FLAG, "whether the cluster is so large that chance has joined it: look before use"),
    ),
)
MEMBERSHIPS = Table(
    "memberships",
    "In which cluster each row of the results table puts each validation and test record whose truth is"
    " known; either split is clustered by itself.",
    ("method", "ocr", "seed", "split", "record"),
    (
        METHOD,
        OCR,
        SEED,
        FOLD,
        Column("split", TEXT, "split of the record", choices=("val", "test")),
        Column("record", TEXT, "record id"),
        Column("entity", TEXT, "the truth: its homonym group, or its entity where it has none"),
        Column(
            "cluster",
            TEXT,
            "the cluster, named after the first of its records; of a fold, its number before it",
        ),
    ),
)
CUTS = Table(
    "cuts",
    "What was chosen on validation for the clusters of each row of the results table, and what it makes of"
    " all records.",
    ("method", "ocr", "seed", "fold"),
    (
        METHOD,
        OCR,
        SEED,
        FOLD,
        Column("cut", NUMBER, "similarity from which two records are joined"),
        Column("ari", NUMBER, "adjusted Rand index there on validation; empty without", optional=True),
        Column("records", INTEGER, "validation records"),
        Column("image_weight", NUMBER, "weight of the image; empty for string measures", optional=True),
        Column("length", INTEGER, "words of an n-gram; empty for other measures", optional=True),
        Column(
            "full",
            INTEGER,
            "records whose last neighbour reaches the cut: others may be left out",
        ),
        Column("clusters", INTEGER, "clusters of all records"),
        Column("largest", INTEGER, "records in the largest of them"),
        Column("giants", INTEGER, "clusters that are too large to trust"),
        Column(
            "same_page",
            INTEGER,
            "records whose cluster holds another of their own page, joined by way of a third",
        ),
    ),
)
