"""Write the page on which people say which lines of scanned pages are names."""

from clippings import frames, tables
from clippings.line_labels import read_line_labels
from clippings.review.labelling import label_page
from clippings.running import logged, write_text

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    page = label_page(
        frames.read_shards(given.guesses, tables.LINE_GUESSES),
        params.pages,
        labels=read_line_labels(given.labels),
        suggestions=frames.read(given.suggestions, tables.PAGE_SUGGESTIONS),
        count=params.most,
        dataset=snakemake.wildcards.dataset,
        templates=given.templates,
        most_pixels=params.most_pixels,
    )
    write_text(page, snakemake.output.page)
