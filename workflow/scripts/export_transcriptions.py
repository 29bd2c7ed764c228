"""Write what was found on the pages of a dataset as ALTO, PAGE and IIIF annotations, a zip each."""

from clippings import frames, tables
from clippings.running import logged
from clippings.transcriptions.exporting import export_pages, linked_targets, page_sizes, transcribe_pages

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    pages = transcribe_pages(
        frames.read_shards(given.boxes, tables.BOXES),
        page_sizes(frames.read_shards(given.lines, tables.LINES)),
        pages=params.pages,
        records=frames.read(given.records, tables.RECORDS),
        links=linked_targets(frames.read(given.links, tables.LINKS), params.method),
    )
    export_pages(pages, dict(snakemake.output.items()))
