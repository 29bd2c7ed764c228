"""Plot accuracies by what the queries are like."""

from clippings import frames, tables
from clippings.figures.breakdown_plot import draw_breakdown
from clippings.figures.rows import labels
from clippings.figures.score_table import read_layout
from clippings.figures.style import keep
from clippings.running import logged

with logged(snakemake.log[0]):
    breakdown = frames.read(snakemake.input.breakdown, tables.BREAKDOWN)
    scores = frames.read(snakemake.input.scores, tables.SCORES)
    names = labels(read_layout(snakemake.input.paper))
    keep(
        lambda: draw_breakdown(breakdown, scores, names),
        [snakemake.output.png, snakemake.output.svg],
        resolution=snakemake.params.resolution,
    )
