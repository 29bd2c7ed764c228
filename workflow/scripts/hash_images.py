"""Hash the image of every record, by each hash: visual rows that nothing was trained for."""

from clippings import frames, tables
from clippings.encoder.hashing import hash_images
from clippings.running import logged

with logged(snakemake.log[0]):
    records = frames.read(snakemake.input.records, tables.RECORDS)
    crops = frames.read_shards(snakemake.input.crops, tables.CROPS)
    vectors = hash_images(records, crops, hashes=snakemake.params.hashes)
    frames.write(vectors, snakemake.output.vectors, tables.VECTORS)
