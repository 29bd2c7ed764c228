"""Score both OCR texts of a dataset against the names as printed."""

from clippings import frames, tables
from clippings.ocr.scoring import score_readings
from clippings.running import logged

with logged(snakemake.log[0]):
    records = frames.read(snakemake.input.records, tables.RECORDS)
    scores = score_readings(records, snakemake.params.engines)
    frames.write(scores, snakemake.output.scores, tables.READING_SCORES)
