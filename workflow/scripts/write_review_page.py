"""Write the page on which people confirm or correct links, and what labels say of these so far."""

from clippings import frames, tables
from clippings.labels import read_labels
from clippings.review.page import review_page
from clippings.review.sample import estimate_share
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    labels = read_labels(snakemake.input.labels)
    links = frames.read(snakemake.input.links, tables.LINKS)
    records = frames.read(snakemake.input.records, tables.RECORDS)
    chosen = {"method": snakemake.params.method, "seed": snakemake.params.seed}
    page = review_page(
        links,
        records,
        crops=snakemake.input.crops,
        labels=labels,
        dataset=snakemake.wildcards.dataset,
        candidates=snakemake.params.candidates,
        sizes=snakemake.params.sizes,
        templates=snakemake.input.templates,
        **chosen,
    )
    sample = estimate_share(links, labels, records, **chosen)
    frames.write(sample, snakemake.output.sample, tables.REVIEW_SAMPLE)
    with atomic(snakemake.output.page) as path:
        path.write_text(page, encoding="utf-8")
