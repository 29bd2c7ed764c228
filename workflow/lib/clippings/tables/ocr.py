"""What the OCR engines read."""

from clippings.tables.columns import INTEGER, NUMBER, OCRS, TEXT, Column, Table

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
