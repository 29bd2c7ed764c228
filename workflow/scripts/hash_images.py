"""Hash the image of every record: a visual row that nothing was trained for."""

from clippings import frames, tables
from clippings.encoder.hashing import hash_images
from clippings.running import logged

with logged(snakemake.log[0]):
    records = frames.read(snakemake.input.records, tables.RECORDS)
    crops = frames.read_shards(snakemake.input.crops, tables.CROPS)
    frames.write(hash_images(records, crops), snakemake.output.vectors, tables.VECTORS)
