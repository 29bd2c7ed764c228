"""Make the crops of one shard ready for an encoder's vision tower."""

from clippings import frames, tables
from clippings.encoder.preparation import prepare_images
from clippings.encoder.prepared import write_prepared
from clippings.running import logged

with logged(snakemake.log[0]):
    crops = frames.read(snakemake.input.crops, tables.CROPS)
    images = prepare_images(crops, snakemake.params.encoder, threads=snakemake.threads)
    write_prepared(images, snakemake.output.images)
