"""Write the page on which people confirm or correct links, and what the labels so far imply for all links."""

from clippings import frames, tables
from clippings.labels import read_labels
from clippings.review.page import review_page
from clippings.review.sample import estimate_share, judge_firsts
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    labels = read_labels(given.labels)
    records = frames.read(given.records, tables.RECORDS)
    links = frames.read(given.links, tables.LINKS)
    links = links[links["method"] == params.method]
    judged = judge_firsts(links, labels, records)
    sample = estimate_share(links, judged, records, method=params.method, seed=params.seed)
    frames.write(sample, snakemake.output.sample, tables.REVIEW_SAMPLE)
    explaining = zip(given.explained, (tables.TERMS, tables.COMPARISONS), strict=False)
    page = review_page(
        links,
        records,
        crops=given.crops,
        pages=params.pages,
        labels=labels,
        judged=judged,
        dataset=snakemake.wildcards.dataset,
        method=params.method,
        candidates=params.candidates,
        sizes=params.sizes,
        seed=params.seed,
        explained=[frames.read(path, table) for path, table in explaining],
        templates=given.templates,
        most_pixels=params.most_pixels,
    )
    with atomic(snakemake.output.page) as path:
        path.write_text(page, encoding="utf-8")
