"""Write what the run found and where it lies."""

from clippings.figures.summary import summarise
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    summary = summarise(
        snakemake.input.table,
        list(snakemake.input),
        links=snakemake.params.links,
        layout=snakemake.params.layout,
        ocr=snakemake.params.ocr,
        pages=snakemake.params.pages,
    )
    with atomic(snakemake.output.summary) as path:
        path.write_text(summary, encoding="utf-8")
