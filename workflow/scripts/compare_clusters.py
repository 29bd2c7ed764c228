"""Compare the clusters of every row of the results table with those of every other one."""

from clippings import frames, tables
from clippings.evaluation.cluster_scores import compare_clusters
from clippings.running import logged

with logged(snakemake.log[0]):
    paired = compare_clusters(
        frames.read(snakemake.input.memberships, tables.MEMBERSHIPS),
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
    )
    frames.write(paired, snakemake.output.paired, tables.PAIRED_CLUSTERS)
