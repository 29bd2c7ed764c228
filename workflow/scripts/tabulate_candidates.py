"""Make the table of records of a published table of firms and candidates."""

from clippings import frames
from clippings.records.candidates import PUBLISHED, read_candidates, tabulate_candidates
from clippings.running import logged

with logged(snakemake.log[0]):
    items = tabulate_candidates(read_candidates(snakemake.input.pairs))
    frames.write(items, snakemake.output.item_table, PUBLISHED)
