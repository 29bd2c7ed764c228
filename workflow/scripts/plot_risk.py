"""Plot how often rows are wrong on the queries of which they are surest."""

from clippings import frames, tables
from clippings.figures.risk_plot import draw_risk
from clippings.figures.rows import labels
from clippings.figures.score_table import read_layout
from clippings.figures.style import keep
from clippings.running import logged

with logged(snakemake.log[0]):
    curves = frames.read(snakemake.input.curves, tables.RISK_COVERAGE)
    scores = frames.read(snakemake.input.scores, tables.SCORES)
    names = labels(read_layout(snakemake.input.paper))
    keep(
        lambda: draw_risk(curves, scores, names),
        [snakemake.output.png, snakemake.output.svg],
        resolution=snakemake.params.resolution,
    )
