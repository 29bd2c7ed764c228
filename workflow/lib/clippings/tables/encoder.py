"""What the encoders see."""

from clippings.tables.columns import TEXT, VECTOR, Column, Table

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
