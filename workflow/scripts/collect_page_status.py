"""Collect what became of each page of a dataset; stop at a bad page where the config says so."""

from clippings import frames, tables
from clippings.layout.status import check_pages
from clippings.running import logged

with logged(snakemake.log[0]):
    statuses = frames.read_shards(snakemake.input.status, tables.PAGE_STATUS)
    check_pages(statuses, on_bad_page=snakemake.params.on_bad_page)
    frames.write(statuses, snakemake.output.status, tables.PAGE_STATUS)
