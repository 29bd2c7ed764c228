"""What encoders give, and how they were trained."""

from clippings.tables.columns import FLAG, FOLD, INTEGER, NUMBER, TEXT, VECTOR, Column, Table

VECTORS = Table(
    "vectors",
    "Unit vectors of records, one row per model, fold and record; a missing image or text has none.",
    ("model", "fold", "record"),
    (
        Column(
            "model", TEXT, "the model that embedded it, e.g. selfsup, sup_multimodal; of hashes their name"
        ),
        FOLD,
        Column("record", TEXT, "record id"),
        Column("visual", VECTOR, "vector of the image", optional=True),
        Column("noisy", VECTOR, "vector of the text by the noisy OCR", optional=True),
        Column("clean", VECTOR, "vector of the text by the clean OCR", optional=True),
    ),
)
HISTORY = Table(
    "history",
    "A training, epoch by epoch, whether or not it was interrupted and resumed.",
    ("epoch",),
    (
        Column("epoch", INTEGER, "number of the epoch, from 1"),
        Column("loss", NUMBER, "mean loss of its batches", optional=True),
        Column("measure", TEXT, "what was measured on validation", choices=("top-1", "pair precision")),
        Column(
            "validation", NUMBER, "that measure after the epoch; empty without validation data", optional=True
        ),
        Column("kept", FLAG, "whether the model is the one after this epoch"),
    ),
)
