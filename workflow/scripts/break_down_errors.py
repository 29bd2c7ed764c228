"""Say for which kinds of names each row of the results table is right."""

from clippings import frames, tables
from clippings.evaluation.breakdown import break_down
from clippings.running import logged

with logged(snakemake.log[0]):
    breakdown = break_down(
        frames.read_each(snakemake.input.outcomes, tables.OUTCOMES),
        frames.read_each(snakemake.input.records, tables.RECORDS),
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
    )
    frames.write(breakdown, snakemake.output.breakdown, tables.BREAKDOWN)
