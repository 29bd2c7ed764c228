"""Draw the boxes found on one page of a source."""

from clippings import frames, tables
from clippings.layout.overlays import draw_overlay
from clippings.running import logged

with logged(snakemake.log[0]):
    draw_overlay(
        frames.read(snakemake.input.boxes, tables.BOXES),
        snakemake.params.pages,
        output=snakemake.output.picture,
    )
