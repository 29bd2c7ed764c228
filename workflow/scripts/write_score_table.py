"""Lay the scores out as the paper's results table, beside the paper's own numbers."""

from clippings import frames, tables
from clippings.figures.score_grids import as_markdown
from clippings.figures.score_table import read_layout, score_table
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    table = score_table(
        frames.read_shards(snakemake.input.averages, tables.AVERAGES),
        read_layout(snakemake.input.paper),
    )
    ceilings = frames.read_shards(snakemake.input.ceilings, tables.CEILINGS)
    with atomic(snakemake.output.csv) as path:
        table.to_csv(path, index=False, encoding="utf-8-sig")
    with atomic(snakemake.output.markdown) as path:
        path.write_text(as_markdown(table, ceilings), encoding="utf-8")
