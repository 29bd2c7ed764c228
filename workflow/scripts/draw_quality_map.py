"""Measure and draw when to trust what: the rows of the results table against the quality of the print."""

from clippings import frames, tables
from clippings.figures.quality import measure_quality, quality_markdown
from clippings.figures.quality_plot import draw_quality
from clippings.figures.style import save_figure
from clippings.running import logged, write_text

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    quality = measure_quality(
        params.steps,
        scores=[frames.read(path, tables.SCORES) for path in given.scores],
        averages=[frames.read(path, tables.AVERAGES) for path in given.averages],
        paired=[frames.read(path, tables.PAIRED) for path in given.paired],
        readings=[frames.read(path, tables.READING_SCORES) for path in given.ocr],
    )
    frames.write(quality, output.csv, tables.QUALITY)
    write_text(quality_markdown(quality), output.markdown)
    save_figure(lambda: draw_quality(quality), [output.png, output.svg], resolution=params.resolution)
