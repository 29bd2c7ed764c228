"""Plot how far each row lies above each other one on the same queries."""

from clippings import frames, tables
from clippings.figures.difference_plot import draw_differences
from clippings.figures.rows import labels
from clippings.figures.score_table import read_layout
from clippings.figures.style import keep
from clippings.running import logged

with logged(snakemake.log[0]):
    paired = frames.read(snakemake.input.paired, tables.PAIRED)
    names = labels(read_layout(snakemake.input.paper))
    keep(
        lambda: draw_differences(paired, names),
        [snakemake.output.png, snakemake.output.svg],
        resolution=snakemake.params.resolution,
    )
