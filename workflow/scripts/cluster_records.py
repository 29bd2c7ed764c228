"""Cluster the records of a dataset by every row of the results table; list those of the first exported."""

from clippings import frames, tables
from clippings.linkage.clustering import cluster_folds, list_clusters
from clippings.running import logged

with logged(snakemake.log[0]):
    records = frames.read_each(snakemake.input.records, tables.RECORDS)
    settings = snakemake.params.clustering
    memberships, cuts = cluster_folds(
        records,
        snakemake.input.neighbours,
        folds=snakemake.params.folds,
        rows=snakemake.params.rows,
        choice_files=snakemake.input.choices,
        settings=settings,
        default=snakemake.params.default,
    )
    frames.write(memberships, snakemake.output.memberships, tables.MEMBERSHIPS)
    frames.write(cuts, snakemake.output.cuts, tables.CUTS)
    exported, files = snakemake.params.exported, snakemake.input.exported
    clusters = list_clusters(records, files, cuts=cuts, row=exported, settings=settings)
    frames.write(clusters, snakemake.output.clusters, tables.CLUSTERS)
