"""Plot calibrated probabilities against what came true."""

from clippings import frames, tables
from clippings.figures.reliability_plot import draw_reliability
from clippings.figures.rows import labels
from clippings.figures.score_table import read_layout
from clippings.figures.style import keep
from clippings.running import logged

with logged(snakemake.log[0]):
    bins = frames.read(snakemake.input.bins, tables.RELIABILITY)
    scores = frames.read(snakemake.input.scores, tables.SCORES)
    names = labels(read_layout(snakemake.input.paper))
    keep(
        lambda: draw_reliability(bins, scores, names),
        [snakemake.output.png, snakemake.output.svg],
        resolution=snakemake.params.resolution,
    )
