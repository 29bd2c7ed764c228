"""Collect what became of each page of a dataset."""

from clippings import frames, tables
from clippings.running import logged

with logged(snakemake.log[0]):
    status = frames.read_shards(snakemake.input.shards, tables.PAGE_STATUS)
    frames.write(status, snakemake.output.status, tables.PAGE_STATUS)
