"""Read the names of one shard with one OCR engine."""

from clippings import frames, tables
from clippings.ocr.readings import read_names
from clippings.running import logged

with logged(snakemake.log[0]):
    crops = frames.read(snakemake.input.crops, tables.CROPS)
    readings = read_names(crops, snakemake.wildcards.engine, settings=snakemake.params.settings)
    frames.write(readings, snakemake.output.readings, tables.READINGS)
