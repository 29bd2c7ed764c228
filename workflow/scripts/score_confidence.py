"""Say how well each row of the results table knows when it is right."""

from clippings import frames, tables
from clippings.evaluation.confidence import describe_confidence
from clippings.running import logged

with logged(snakemake.log[0]):
    risk_coverage, reliability = describe_confidence(
        frames.read_each(snakemake.input.outcomes, tables.OUTCOMES),
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
    )
    frames.write(risk_coverage, snakemake.output.risk_coverage, tables.RISK_COVERAGE)
    frames.write(reliability, snakemake.output.reliability, tables.RELIABILITY)
