"""Link every query, or say that it has no match."""

from clippings import frames, tables
from clippings.linkage.links import link_folds
from clippings.running import logged

with logged(snakemake.log[0]):
    links = link_folds(
        frames.read_each(snakemake.input.records, tables.RECORDS),
        snakemake.input.neighbours,
        thresholds=frames.read_each(snakemake.input.thresholds, tables.THRESHOLDS),
        calibration=frames.read_each(snakemake.input.calibration, tables.CALIBRATION),
        rows=snakemake.params.rows,
        assignment=snakemake.params.assignment,
        k=snakemake.params.candidates,
    )
    frames.write(links, snakemake.output.links, tables.LINKS)
