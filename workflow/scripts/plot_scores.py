"""Plot the accuracies with their intervals, beside the paper's own numbers."""

from clippings import frames, tables
from clippings.figures.score_plot import draw_scores
from clippings.figures.score_table import read_layout, score_table
from clippings.figures.style import keep
from clippings.running import logged

with logged(snakemake.log[0]):
    table = score_table(
        frames.read_shards(snakemake.input.averages, tables.AVERAGES),
        read_layout(snakemake.input.paper),
    )
    keep(
        lambda: draw_scores(table),
        [snakemake.output.png, snakemake.output.svg],
        resolution=snakemake.params.resolution,
    )
