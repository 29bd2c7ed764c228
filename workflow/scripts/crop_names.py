"""Arrange the lines of one shard into boxes, and cut its names out of the pages."""

from clippings import frames, tables
from clippings.layout.arrangement import arrange_pages
from clippings.layout.cropping import crop_names
from clippings.layout.status import count_names
from clippings.running import logged

with logged(snakemake.log[0]):
    pages = snakemake.params.pages
    boxes = arrange_pages(frames.read(snakemake.input.lines, tables.LINES))
    found = frames.read(snakemake.input.status, tables.PAGE_STATUS)
    status = count_names(found, boxes, pages, expected=snakemake.params.expected)
    crops = crop_names(boxes, pages, padding=snakemake.params.padding)
    frames.write(boxes, snakemake.output.boxes, tables.BOXES)
    frames.write(crops, snakemake.output.crops, tables.CROPS)
    frames.write(status, snakemake.output.status, tables.PAGE_STATUS)
