"""Lay the scores of clusters out as the paper's second table, beside the paper's own numbers."""

from clippings import frames, tables
from clippings.figures.cluster_table import cluster_markdown, cluster_table, read_cluster_layout
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    table = cluster_table(
        frames.read_shards(snakemake.input.averages, tables.AVERAGES),
        read_cluster_layout(snakemake.input.paper),
    )
    with atomic(snakemake.output.csv) as path:
        table.to_csv(path, index=False, encoding="utf-8-sig")
    with atomic(snakemake.output.markdown) as path:
        path.write_text(cluster_markdown(table), encoding="utf-8")
