"""Write the page that explains a row of all evidence: its weights, and what spoke for some links."""

from clippings import frames, tables
from clippings.review.explain_page import explain_page
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    terms, comparisons, weights = given.explained
    links = frames.read(given.links, tables.LINKS)
    page = explain_page(
        links[links["method"] == params.method],
        frames.read(given.records, tables.RECORDS),
        terms=frames.read(terms, tables.TERMS),
        comparisons=frames.read(comparisons, tables.COMPARISONS),
        weights=frames.read(weights, tables.WEIGHTS),
        crops=given.crops,
        dataset=snakemake.wildcards.dataset,
        method=params.method,
        count=params.links_per_kind,
        templates=given.templates,
    )
    with atomic(snakemake.output.page) as path:
        path.write_text(page, encoding="utf-8")
