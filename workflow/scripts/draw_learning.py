"""Draw the learning curve of a dataset."""

from clippings import frames, tables
from clippings.figures.learning_plot import draw_learning
from clippings.figures.style import save_figure
from clippings.running import logged

with logged(snakemake.log[0]):
    learning = frames.read(snakemake.input.learning, tables.LEARNING)
    save_figure(
        lambda: draw_learning(learning),
        [snakemake.output.png, snakemake.output.svg],
        resolution=snakemake.params.resolution,
    )
