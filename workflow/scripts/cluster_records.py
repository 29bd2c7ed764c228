"""Cluster the records of a dataset by every row of the results table; list those of the first exported."""

from clippings import frames, tables
from clippings.linkage.decision.clustering import cluster_rows, list_clusters
from clippings.model_file import read_carried
from clippings.running import logged

with logged(snakemake.log[0]):
    records, settings = frames.read(snakemake.input.records, tables.RECORDS), snakemake.params.clustering
    memberships, cuts = cluster_rows(
        records,
        snakemake.input.neighbours,
        choices=frames.read_shards(snakemake.input.choices, tables.CHOICES),
        rows=snakemake.params.rows,
        settings=settings,
        default=snakemake.params.default,
        carried=read_carried(snakemake.input.model),
    )
    clusters = list_clusters(
        records,
        snakemake.input.neighbours,
        cuts=cuts,
        row=snakemake.params.exported,
        settings=settings,
    )
    frames.write(memberships, snakemake.output.memberships, tables.MEMBERSHIPS)
    frames.write(cuts, snakemake.output.cuts, tables.CUTS)
    frames.write(clusters, snakemake.output.clusters, tables.CLUSTERS)
