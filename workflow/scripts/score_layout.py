"""Score the boxes found against those that the truth knows."""

from clippings import frames, tables
from clippings.layout.scoring import score_layout
from clippings.running import logged

with logged(snakemake.log[0]):
    scores = score_layout(
        frames.read_shards(snakemake.input.boxes, tables.BOXES),
        frames.read_shards(snakemake.input.annotations, tables.ANNOTATIONS),
    )
    frames.write(scores, snakemake.output.scores, tables.LAYOUT_SCORES)
