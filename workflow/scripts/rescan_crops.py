"""Scan the crops of one shard again, simulated, at another resolution."""

from clippings import frames, tables
from clippings.running import logged
from clippings.synthesis.rescans import rescan_crops

with logged(snakemake.log[0]):
    crops = frames.read(snakemake.input.crops, tables.CROPS)
    scanned = rescan_crops(crops, **snakemake.params.settings)
    frames.write(scanned, snakemake.output.crops, tables.CROPS)
