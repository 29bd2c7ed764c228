"""Compare every row of the results table with every other one on the same test queries."""

from clippings import frames, tables
from clippings.evaluation.comparison import compare_rows
from clippings.running import logged

with logged(snakemake.log[0]):
    paired = compare_rows(
        frames.read_each(snakemake.input.outcomes, tables.OUTCOMES),
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
    )
    frames.write(paired, snakemake.output.paired, tables.PAIRED)
