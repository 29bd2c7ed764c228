"""Which targets are near, and what is decided."""

from clippings.tables.columns import FLAG, INTEGER, METHOD, NUMBER, OCR, SEED, TEXT, Column, Table

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
    ("method", "ocr", "seed", "query"),
    (
        METHOD,
        OCR,
        SEED,
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
    ("method", "ocr", "seed"),
    (
        METHOD,
        OCR,
        SEED,
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
    ("method", "ocr", "seed", "score"),
    (
        METHOD,
        OCR,
        SEED,
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
