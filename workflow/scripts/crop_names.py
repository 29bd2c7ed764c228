"""Cut the names of one shard out of its pages."""

from clippings import frames, tables
from clippings.layout.cropping import crop_names
from clippings.running import logged

with logged(snakemake.log[0]):
    crops = crop_names(
        frames.read(snakemake.input.boxes, tables.BOXES),
        snakemake.params.pages,
        padding=snakemake.params.padding,
    )
    frames.write(crops, snakemake.output.crops, tables.CROPS)
