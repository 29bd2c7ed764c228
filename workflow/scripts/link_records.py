"""Link every query, or say that it has no match."""

from clippings import frames, tables
from clippings.linkage.links import link_all
from clippings.running import logged

with logged(snakemake.log[0]):
    links = link_all(
        frames.read(snakemake.input.records, tables.RECORDS),
        snakemake.input.neighbours,
        threshold_files=snakemake.input.thresholds,
        methods=snakemake.params.methods,
        k=snakemake.params.candidates,
    )
    frames.write(links, snakemake.output.links, tables.LINKS)
