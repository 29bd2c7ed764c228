"""Lay out and draw Table 2: how well the rows of the datasets to cluster do, beside the paper's numbers."""

from clippings import frames, tables
from clippings.figures.rows import read_layout
from clippings.figures.score_grids import clusters_markdown
from clippings.figures.score_plot import ARI, draw_scores
from clippings.figures.score_table import CLUSTERS, lay_out
from clippings.figures.style import save_figure
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    averages = frames.read_shards(given.averages, tables.AVERAGES)
    table = lay_out(averages, read_layout(given.paper, CLUSTERS.paper), CLUSTERS, paper=params.paper)
    with atomic(output.csv) as path:
        table.to_csv(path, index=False, encoding="utf-8-sig")
    with atomic(output.markdown) as path:
        path.write_text(clusters_markdown(table), encoding="utf-8")
    save_figure(lambda: draw_scores(table, ARI), [output.png, output.svg], resolution=params.resolution)
