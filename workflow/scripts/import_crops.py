"""Take in one shard of a user's image files."""

from clippings import frames, tables
from clippings.records.importing import import_crops
from clippings.running import logged

with logged(snakemake.log[0]):
    crops = import_crops(snakemake.params.rows, orientation=snakemake.params.orientation)
    frames.write(crops, snakemake.output.crops, tables.CROPS)
