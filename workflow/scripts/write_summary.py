"""Write what the run found and where it lies."""

from clippings.figures.rows import labels
from clippings.figures.score_table import read_layout
from clippings.figures.summary import summarise
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    summary = summarise(
        snakemake.input.table,
        list(snakemake.input),
        names=labels(read_layout(snakemake.params.paper)),
        scores=snakemake.params.scores,
        paired=snakemake.params.paired,
        paired_clusters=snakemake.params.paired_clusters,
        links=snakemake.params.links,
        clusters=snakemake.params.clusters,
        sheets=snakemake.params.sheets,
        layout=snakemake.params.layout,
        ocr=snakemake.params.ocr,
        pages=snakemake.params.pages,
        labels=snakemake.params.labels,
        samples=snakemake.params.samples,
        drawn=snakemake.params.drawn,
    )
    with atomic(snakemake.output.summary) as path:
        path.write_text(summary, encoding="utf-8")
