"""Write the pages on which people confirm or correct links, and see why links are as they are."""

from pyarrow.compute import field

from clippings import frames, tables
from clippings.labels import read_labels
from clippings.review.explain_page import explain_page
from clippings.review.page import review_page
from clippings.review.sample import estimate_share, judge_firsts
from clippings.running import logged, write_text

REVIEWED = ["query_id", "target_id", "rank", "score", "probability", "decision", "method"]

with logged(snakemake.log[0]):
    given, written, params = snakemake.input, snakemake.output, snakemake.params
    records, labels = frames.read(given.records, tables.RECORDS), read_labels(given.labels)
    reviewed = (field("method") == params.method) & (field("rank") <= max(params.candidates, 2))
    links = frames.read_where([given.links], reviewed, tables.LINKS, columns=REVIEWED)
    judged = judge_firsts(links, labels, records)
    sample = estimate_share(links, judged, records, method=params.method, seed=params.seed)
    frames.write(sample, written.sample, tables.REVIEW_SAMPLE)
    kinds = zip(given.explained, (tables.TERMS, tables.COMPARISONS, tables.WEIGHTS), strict=False)
    explained = [frames.read(path, table) for path, table in kinds]
    named = {"dataset": snakemake.wildcards.dataset, "method": params.method, "crops": given.crops}
    page = review_page(
        links,
        records,
        pages=params.pages,
        labels=labels,
        judged=judged,
        candidates=params.candidates,
        sizes=params.sizes,
        seed=params.seed,
        explained=explained[:2],
        templates=given.templates,
        most_pixels=params.most_pixels,
        **named,
    )
    explain = explain_page(
        links, records, explained=explained, count=params.links_per_kind, templates=given.explaining, **named
    )
    write_text(page, written.page)
    write_text(explain, written.explain)
