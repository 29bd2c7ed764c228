"""Plot the adjusted Rand indices with their intervals, beside the paper's own numbers."""

from clippings import frames, tables
from clippings.figures.cluster_table import cluster_table, read_cluster_layout
from clippings.figures.score_plot import ARI, draw_scores
from clippings.figures.style import keep
from clippings.running import logged

with logged(snakemake.log[0]):
    table = cluster_table(
        frames.read_shards(snakemake.input.averages, tables.AVERAGES),
        read_cluster_layout(snakemake.input.paper),
    )
    keep(
        lambda: draw_scores(table, ARI),
        [snakemake.output.png, snakemake.output.svg],
        resolution=snakemake.params.resolution,
    )
