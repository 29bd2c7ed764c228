"""Draw the learning curve of each dataset that traces one."""

from clippings.figures.learning_plot import draw_files
from clippings.running import logged

with logged(snakemake.log[0]):
    pictures = zip(snakemake.output.png, snakemake.output.svg, strict=True)
    draw_files(snakemake.input.learning, [*pictures], resolution=snakemake.params.resolution)
