"""Score every row of the results table on the test split, the links and the clusters."""

from clippings import frames, tables
from clippings.evaluation.cluster_scores import score_clusters
from clippings.evaluation.scores import score_links
from clippings.running import logged

with logged(snakemake.log[0]):
    scored, resampled = score_links(
        frames.read(snakemake.input.records, tables.RECORDS),
        frames.read(snakemake.input.outcomes, tables.OUTCOMES),
        frames.read(snakemake.input.thresholds, tables.THRESHOLDS),
        dataset=snakemake.wildcards.dataset,
        rows=snakemake.params.rows,
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
    )
    scored |= score_clusters(
        scored["scores"],
        resampled,
        memberships=frames.read(snakemake.input.memberships, tables.MEMBERSHIPS),
        cuts=frames.read(snakemake.input.cuts, tables.CUTS),
        rows=snakemake.params.rows,
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
    )
    frames.write(scored["scores"], snakemake.output.scores, tables.SCORES)
    frames.write(scored["averages"], snakemake.output.averages, tables.AVERAGES)
    frames.write(scored["ceilings"], snakemake.output.ceilings, tables.CEILINGS)
    frames.write(scored["paired"], snakemake.output.paired, tables.PAIRED)
    frames.write(scored["breakdown"], snakemake.output.breakdown, tables.BREAKDOWN)
    frames.write(scored["risk_coverage"], snakemake.output.risk_coverage, tables.RISK_COVERAGE)
    frames.write(scored["reliability"], snakemake.output.reliability, tables.RELIABILITY)
    frames.write(scored["paired_clusters"], snakemake.output.paired_clusters, tables.PAIRED_CLUSTERS)
