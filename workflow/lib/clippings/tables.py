"""The tables that pass between rooms: their columns, units and keys (docs/tables.md shows them)."""

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

    def with_texts(self, names: Iterable[str]) -> "Table":
        """Give this table with further columns of text: they must be there, their cells may be empty."""
        new = [name for name in dict.fromkeys(names) if name not in self.names]
        texts = (Column(name, TEXT, "text", optional=True, present=True) for name in new)
        return replace(self, columns=(*self.columns, *texts))


def name_alone(text: str) -> str:
    """Leave out of a text the fields that were joined to the name."""
    return text.split(SEPARATOR, 1)[0]


def _ends(mean: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{mean}_{end}", NUMBER, f"{name} end of its 95 % interval", optional=True)
        for end, name in (("low", "lower"), ("high", "upper"))
    )


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
# Between a name and other fields in one text (symbol for unit separator): printed and read nowhere, and left
# as it is by NFKC, folded forms and dropped spaces.
SEPARATOR = "\u241f"
VERDICTS = ("match", "no match", "can't tell")
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
        COMPONENT,
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
            "why the query was shown: the links were uncertain of it, or by lot from all queries",
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
METHOD = Column("method", TEXT, "e.g. levenshtein, selfsup_visual, sup_multimodal")
OCR = Column("ocr", TEXT, "OCR that gave the text; none of visual rows", choices=(*OCRS, "none"))
SEED = Column("seed", INTEGER, "seed of the training; empty for string measures", optional=True)
INTERVAL = (
    Column("low", NUMBER, "lower end of its 95 % interval, by a bootstrap over entities"),
    Column("high", NUMBER, "upper end"),
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
        *_ends("top1_any_tie"),
        Column("top1_strict", NUMBER, "accuracy against the one true record, homonyms wrong"),
        *_ends("top1_strict"),
        Column("recall_at_10", NUMBER, "share of queries with an acceptable target in the first ten"),
        *_ends("recall_at_10"),
        SEED,
        Column("n_all", INTEGER, "test queries, matched or not"),
        Column("accuracy", NUMBER, "share of them decided rightly: the right link, or rightly none"),
        Column("accuracy_low", NUMBER, "lower end of its 95 % interval"),
        Column("accuracy_high", NUMBER, "upper end of its 95 % interval"),
        Column("matched_recall", NUMBER, "share of matched queries that are linked, and rightly"),
        *_ends("matched_recall"),
        Column(
            "no_match_recall",
            NUMBER,
            "share of unmatched queries that are not linked; empty if all are matched",
            optional=True,
        ),
        *_ends("no_match_recall"),
        Column("aurc", NUMBER, "area under the risk-coverage curve: mean risk over all coverages, 0 is best"),
        Column(
            "ece",
            NUMBER,
            "expected calibration error over ten bins of about equal number; empty without probabilities",
            optional=True,
        ),
        Column("threshold", NUMBER, "similarity from which a query is linked; of folds the mean"),
        Column(
            "image_weight", NUMBER, "weight of the image; of folds the mean; empty for strings", optional=True
        ),
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
        Column("any_tie", NUMBER, "where any target of that name counts"),
        Column("strict", NUMBER, "where only the one true record counts"),
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
GRAPH = Column("graph", TEXT, "g0 the truth, g1 and g2 the links of two methods")
NETWORK_NODES = Table(
    "network_nodes",
    "The firms of each supply chain, with their place in the drawing.",
    ("graph", "node"),
    (
        GRAPH,
        Column("node", TEXT, "entity, or record where the truth does not know it"),
        Column("name", TEXT, "as printed, else by the clean, else by the noisy OCR", optional=True),
        Column("in_index", FLAG, "whether the exemplar index holds the firm"),
        Column("suppliers", INTEGER, "edges that end here"),
        Column("customers", INTEGER, "edges that start here"),
        Column("degree", INTEGER, "suppliers + customers"),
        Column("component", INTEGER, "weakly connected component, 1 is the largest"),
        Column("groups", INTEGER, "groups of firms that can be reached along supplier → customer"),
        Column(
            "distance",
            NUMBER,
            "steps along supplier → customer to the nearest firm of each of them, their mean; empty if none",
            optional=True,
        ),
        Column("x", NUMBER, "place in the drawing, -1 to 1, the same in all graphs"),
        Column("y", NUMBER, "place in the drawing, -1 to 1, upwards"),
    ),
)
NETWORK_EDGES = Table(
    "network_edges",
    "The edges of each supply chain: who supplies whom.",
    ("graph", "supplier", "customer"),
    (
        GRAPH,
        Column("supplier", TEXT, "node that delivers"),
        Column("customer", TEXT, "node that is delivered to"),
        Column("mentions", INTEGER, "partners that mean this edge"),
        Column("true", FLAG, "whether g0 has it too; empty without truth", optional=True),
    ),
)
NETWORK_DISTANCES = Table(
    "network_distances",
    "Each supply chain in figures, and how far its distributions are from those of the truth.",
    ("graph",),
    (
        GRAPH,
        Column("method", TEXT, "whose links make the graph; truth of g0"),
        Column("nodes", INTEGER, "firms"),
        Column("edges", INTEGER, "edges"),
        Column("true_edges", INTEGER, "edges that g0 has too; empty without truth", optional=True),
        Column("components", INTEGER, "weakly connected components"),
        Column("largest", NUMBER, "share of the firms in the largest"),
        Column("mean_degree", NUMBER, "mean degree"),
        Column("mean_distance", NUMBER, "mean distance of the firms that reach a group", optional=True),
        Column("reaching", NUMBER, "share of those firms"),
        Column("degree_ks", NUMBER, "Kolmogorov–Smirnov statistic of the degrees", optional=True),
        Column("degree_wasserstein", NUMBER, "Wasserstein distance of the degrees", optional=True),
        Column("distance_ks", NUMBER, "the same of the distances", optional=True),
        Column("distance_wasserstein", NUMBER, "the same of the distances, in steps", optional=True),
    ),
)
