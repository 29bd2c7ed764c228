"""Write the page on which people confirm or correct links."""

from clippings import frames, tables
from clippings.figures.review import review_page
from clippings.labels import read_labels
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    labels = read_labels(snakemake.input.labels)
    page = review_page(
        frames.read(snakemake.input.links, tables.LINKS),
        frames.read(snakemake.input.records, tables.RECORDS),
        crops=snakemake.input.crops,
        labelled=set(labels["query_id"]) | set(labels["target_id"].dropna()),
        dataset=snakemake.wildcards.dataset,
        method=snakemake.params.method,
        candidates=snakemake.params.candidates,
        sizes=snakemake.params.sizes,
        seed=snakemake.params.seed,
        templates=snakemake.input.templates,
    )
    with atomic(snakemake.output.page) as path:
        path.write_text(page, encoding="utf-8")
