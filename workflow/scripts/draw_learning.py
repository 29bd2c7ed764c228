"""Draw the learning curve of each dataset that traces one."""

from functools import partial

from clippings import frames, tables
from clippings.figures.learning_plot import draw_learning
from clippings.figures.style import save_figure
from clippings.running import logged

with logged(snakemake.log[0]):
    output = snakemake.output
    for path, *pictures in zip(snakemake.input.learning, output.png, output.svg, strict=True):
        draw = partial(draw_learning, frames.read(path, tables.LEARNING))
        save_figure(draw, pictures, resolution=snakemake.params.resolution)
