"""Read the names of one shard with PP-OCRv6, and keep what it saw of them for an image tower."""

from clippings import frames, tables
from clippings.ocr.readings import recognise_names
from clippings.recogniser import write_arrays
from clippings.running import logged

with logged(snakemake.log[0]):
    crops = frames.read(snakemake.input.crops, tables.CROPS)
    engine, settings = snakemake.wildcards.engine, snakemake.params.settings
    readings, images = recognise_names(crops, engine, settings=settings)
    frames.write(readings, snakemake.output.readings, tables.READINGS)
    write_arrays(images, snakemake.output.images)
