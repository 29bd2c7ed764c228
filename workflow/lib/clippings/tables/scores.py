"""How often the decisions are right, and by what they differ."""

from clippings.tables.columns import (
    INTEGER,
    INTERVAL,
    METHOD,
    NUMBER,
    OCR,
    OCRS,
    SEED,
    TEXT,
    Column,
    Table,
    interval_ends,
)

SCORES = Table(
    "scores",
    "How well each method links on the test split, with 95 % intervals over entities.",
    ("dataset", "method", "ocr", "seed"),
    (
        Column("dataset", TEXT, "dataset"),
        METHOD,
        Column(
            "supervision",
            TEXT,
            "labels used; unaligned: labels, but no pretraining with images and texts",
            choices=("none", "selfsup", "sup", "unaligned"),
        ),
        Column("modality", TEXT, "string, visual, language or multimodal"),
        OCR,
        Column("n", INTEGER, "matched test queries"),
        Column("top1", NUMBER, "top-1 accuracy, expected under a random tie-break"),
        Column("top1_low", NUMBER, "lower end of its 95 % interval"),
        Column("top1_high", NUMBER, "upper end of its 95 % interval"),
        Column("top1_any_tie", NUMBER, "accuracy where any tie with the first counts"),
        *interval_ends("top1_any_tie"),
        Column("top1_strict", NUMBER, "accuracy against the one true record, homonyms wrong"),
        *interval_ends("top1_strict"),
        Column("recall_at_10", NUMBER, "share of queries with an acceptable target in the first ten"),
        *interval_ends("recall_at_10"),
        SEED,
        Column("n_all", INTEGER, "test queries, matched or not"),
        Column("accuracy", NUMBER, "share of them decided rightly: the right link, or rightly none"),
        Column("accuracy_low", NUMBER, "lower end of its 95 % interval"),
        Column("accuracy_high", NUMBER, "upper end of its 95 % interval"),
        Column("matched_recall", NUMBER, "share of matched queries that are linked, and rightly"),
        *interval_ends("matched_recall"),
        Column(
            "no_match_recall",
            NUMBER,
            "share of unmatched queries that are not linked; empty if all are matched",
            optional=True,
        ),
        *interval_ends("no_match_recall"),
        Column("aurc", NUMBER, "area under the risk-coverage curve: mean risk over all coverages, 0 is best"),
        *interval_ends("aurc"),
        Column(
            "ece",
            NUMBER,
            "expected calibration error over ten bins of about equal number; empty without probabilities",
            optional=True,
        ),
        *interval_ends("ece"),
        Column("threshold", NUMBER, "similarity from which a query is linked; of folds the mean"),
        Column(
            "image_weight", NUMBER, "weight of the image; of folds the mean; empty for strings", optional=True
        ),
        Column(
            "n_records", INTEGER, "test records clustered; empty, as what follows, for a link", optional=True
        ),
        Column("ari", NUMBER, "adjusted Rand index of their clusters, 0 by chance", optional=True),
        *interval_ends("ari"),
        Column("pairwise_precision", NUMBER, "share of joined pairs that are one entity", optional=True),
        *interval_ends("pairwise_precision"),
        Column("pairwise_recall", NUMBER, "share of the pairs of one entity that are joined", optional=True),
        *interval_ends("pairwise_recall"),
        Column("pairwise_f1", NUMBER, "their harmonic mean", optional=True),
        *interval_ends("pairwise_f1"),
        Column(
            "bcubed_precision", NUMBER, "mean share of a record's cluster that is its entity", optional=True
        ),
        *interval_ends("bcubed_precision"),
        Column(
            "bcubed_recall", NUMBER, "mean share of a record's entity that is in its cluster", optional=True
        ),
        *interval_ends("bcubed_recall"),
        Column("bcubed_f1", NUMBER, "their harmonic mean", optional=True),
        *interval_ends("bcubed_f1"),
        Column(
            "cut", NUMBER, "similarity from which two records are joined; of folds the mean", optional=True
        ),
    ),
)
# The numbers among the columns of the scores, without the ends of their intervals.
SCORED = tuple(
    column.name
    for column in SCORES.columns
    if column.type in (INTEGER, NUMBER) and column != SEED and not column.name.endswith(("_low", "_high"))
)
AVERAGES = Table(
    "averages",
    "The scores with seeds averaged, one line a number: what the results tables and their plots show.",
    ("dataset", "method", "ocr", "score"),
    (
        Column("dataset", TEXT, "dataset"),
        METHOD,
        OCR,
        Column("score", TEXT, "which number, a column of the scores", choices=SCORED),
        Column("seeds", INTEGER, "seeds averaged; 0 for what is not trained"),
        Column("mean", NUMBER, "its mean over seeds"),
        Column("sd", NUMBER, "standard deviation over seeds; empty for one", optional=True),
        Column(
            "low",
            NUMBER,
            "lower end of the 95 % interval of the mean: seeds are averaged in each resample of entities;"
            " empty for what is counted or chosen",
            optional=True,
        ),
        Column("high", NUMBER, "upper end", optional=True),
    ),
)
PAIRED = Table(
    "paired",
    "Each row of the results table against each other one, on the same matched test queries; seeds averaged.",
    ("method", "ocr", "other_method", "other_ocr"),
    (
        METHOD,
        OCR,
        Column("other_method", TEXT, "the method that it is compared with"),
        Column("other_ocr", TEXT, "its OCR", choices=(*OCRS, "none")),
        Column("n", INTEGER, "matched test queries"),
        Column("difference", NUMBER, "top-1 accuracy less that of the other"),
        *INTERVAL,
        Column("p", NUMBER, "two-sided, by the same bootstrap; never below 1 / (resamples + 1)"),
        Column(
            "mcnemar",
            NUMBER,
            "two-sided exact McNemar p; a query is right if its mean top1 is above one half",
        ),
    ),
)
PAIRED_CLUSTERS = Table(
    "paired_clusters",
    "Each row of the results table against each other one, by clusters of the same test records; seeds"
    " averaged.",
    ("method", "ocr", "other_method", "other_ocr"),
    (
        METHOD,
        OCR,
        Column("other_method", TEXT, "the method that it is compared with"),
        Column("other_ocr", TEXT, "its OCR", choices=(*OCRS, "none")),
        Column("n", INTEGER, "test records"),
        Column("difference", NUMBER, "adjusted Rand index less that of the other"),
        *INTERVAL,
        Column("p", NUMBER, "two-sided, by the same bootstrap; never below 1 / (resamples + 1)"),
    ),
)
BREAKDOWN = Table(
    "breakdown",
    "Top-1 accuracy of each row of the results table by what the queries are like; seeds averaged.",
    ("method", "ocr", "kind", "bin"),
    (
        METHOD,
        OCR,
        Column(
            "kind",
            TEXT,
            "what the queries are divided by",
            choices=("ocr_error", "length", "script", "shortened", "homonym"),
        ),
        Column("bin", TEXT, "which of them"),
        Column("place", INTEGER, "order of the bin, from 0"),
        Column("n", INTEGER, "matched test queries in the bin"),
        Column("top1", NUMBER, "their top-1 accuracy, expected under a random tie-break"),
        *INTERVAL,
    ),
)
RISK_COVERAGE = Table(
    "risk_coverage",
    "How often the first neighbour is wrong among the queries that a row of the results table is surest of.",
    ("method", "ocr", "coverage"),
    (
        METHOD,
        OCR,
        Column("coverage", NUMBER, "share of all test queries kept, the surest first; seeds pooled"),
        Column("risk", NUMBER, "share of those whose first neighbour is not acceptable"),
    ),
)
RELIABILITY = Table(
    "reliability",
    "Calibrated probability against what came true on the test split, in ten bins of about equal number;"
    " seeds pooled.",
    ("method", "ocr", "bin"),
    (
        METHOD,
        OCR,
        Column("bin", INTEGER, "from 0, least probable first"),
        Column("n", INTEGER, "outcomes in the bin"),
        Column("confidence", NUMBER, "their mean probability"),
        Column("accuracy", NUMBER, "share whose first neighbour is acceptable"),
        *INTERVAL,
    ),
)
CEILINGS = Table(
    "ceilings",
    "What a perfect reader of names could expect on the matched test queries: it cannot tell apart targets"
    " that bear one name.",
    ("dataset", "ocr"),
    (
        Column("dataset", TEXT, "dataset"),
        Column(
            "ocr",
            TEXT,
            "the names compared: as printed, or of an OCR where the print is unknown",
            choices=("printed", *OCRS),
        ),
        Column("matched", INTEGER, "matched test queries"),
        Column("entities", INTEGER, "entities among them"),
        Column("homonyms", INTEGER, "queries whose target shares its name with another entity's"),
        Column("top1", NUMBER, "expected top-1 accuracy, ties broken at random"),
        *interval_ends("top1"),
        Column("any_tie", NUMBER, "where any target of that name counts"),
        *interval_ends("any_tie"),
        Column("strict", NUMBER, "where only the one true record counts"),
        *interval_ends("strict"),
    ),
)
