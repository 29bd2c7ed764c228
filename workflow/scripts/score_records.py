"""Score every row of the results table on the test split, and say what names alone could reach."""

from clippings import frames, tables
from clippings.evaluation.averages import average_seeds
from clippings.evaluation.ceilings import find_ceilings
from clippings.evaluation.cluster_scores import join_cluster_scores
from clippings.evaluation.scores import score_all
from clippings.running import logged

with logged(snakemake.log[0]):
    dataset = snakemake.wildcards.dataset
    scores, resampled = score_all(
        frames.read_each(snakemake.input.outcomes, tables.OUTCOMES),
        frames.read_each(snakemake.input.thresholds, tables.THRESHOLDS),
        rows=snakemake.params.rows,
        dataset=dataset,
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
    )
    scores, clustered = join_cluster_scores(
        scores,
        frames.read_each(snakemake.input.memberships, tables.MEMBERSHIPS),
        frames.read_each(snakemake.input.cuts, tables.CUTS),
        rows=snakemake.params.rows,
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
    )
    frames.write(scores, snakemake.output.scores, tables.SCORES)
    frames.write(average_seeds(scores, resampled | clustered), snakemake.output.averages, tables.AVERAGES)
    records = frames.read_each(snakemake.input.records, tables.RECORDS)
    ceilings = find_ceilings(
        records, dataset=dataset, resamples=snakemake.params.resamples, seed=snakemake.params.seed
    )
    frames.write(ceilings, snakemake.output.ceilings, tables.CEILINGS)
