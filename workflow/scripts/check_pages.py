"""Stop at a bad page, or let it pass with its reason."""

from clippings import frames, tables
from clippings.layout.detection import check_pages
from clippings.running import logged

with logged(snakemake.log[0]):
    status = frames.read(snakemake.input.status, tables.PAGE_STATUS)
    checked = check_pages(status, on_bad_page=snakemake.params.on_bad_page)
    frames.write(checked, snakemake.output.status, tables.PAGE_STATUS)
