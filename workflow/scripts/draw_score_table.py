"""Lay out and draw Table 1: how well the rows of the datasets to link do, beside the paper's numbers."""

from clippings import frames, tables
from clippings.figures.rows import read_layout
from clippings.figures.score_grids import links_markdown
from clippings.figures.score_plot import TOP1, draw_scores
from clippings.figures.score_table import LINKS, lay_out
from clippings.figures.style import save_figure
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    averages = frames.read_shards(given.averages, tables.AVERAGES)
    ceilings = frames.read_shards(given.ceilings, tables.CEILINGS)
    table = lay_out(averages, read_layout(given.paper, LINKS.paper), LINKS, paper=params.paper)
    with atomic(output.csv) as path:
        table.to_csv(path, index=False, encoding="utf-8-sig")
    with atomic(output.markdown) as path:
        path.write_text(links_markdown(table, ceilings), encoding="utf-8")
    save_figure(lambda: draw_scores(table, TOP1), [output.png, output.svg], resolution=params.resolution)
