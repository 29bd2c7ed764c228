"""Draw the boxes detected on one page of each source, side by side."""

from clippings import frames, tables
from clippings.layout.overlays import draw_overlays
from clippings.running import logged

with logged(snakemake.log[0]):
    draw_overlays(
        frames.read_shards(snakemake.input.boxes, tables.BOXES),
        snakemake.params.pages,
        output=snakemake.output.picture,
        most_pixels=snakemake.params.most_pixels,
    )
