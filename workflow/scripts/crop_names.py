"""Assign roles to the lines of one shard, arrange them into boxes, and cut the names out of the pages."""

from clippings import frames, tables
from clippings.layout.arrangement import arrange_pages
from clippings.layout.cropping import crop_names
from clippings.layout.learning import learned_lines
from clippings.layout.status import count_names, mark_unlike
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params, output = snakemake.input, snakemake.params, snakemake.output
    lines = frames.read(given.lines, tables.LINES)
    labelled = frames.gather(given.labelled, tables.LINES)
    status = mark_unlike(frames.read(given.status, tables.PAGE_STATUS), lines, labelled)
    boxes = arrange_pages(learned_lines(lines, labelled, seed=params.seed))
    crops = crop_names(boxes, params.pages, padding=params.padding, most_pixels=params.most_pixels)
    status = count_names(status, boxes, params.pages, expected=params.expected)
    frames.write(boxes, output.boxes, tables.BOXES)
    frames.write(crops, output.crops, tables.CROPS)
    frames.write(status, output.status, tables.PAGE_STATUS)
