"""Score every row of the results table on the test split."""

from clippings import frames, tables
from clippings.linkage.scores import score_all
from clippings.running import logged

with logged(snakemake.log[0]):
    scores = score_all(
        frames.read(snakemake.input.records, tables.RECORDS),
        snakemake.input.neighbours,
        rows=snakemake.params.rows,
        dataset=snakemake.wildcards.dataset,
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
    )
    frames.write(scores, snakemake.output.scores, tables.SCORES)
