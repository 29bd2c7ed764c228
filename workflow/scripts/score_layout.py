"""Score the boxes found against those that the truth knows, by their place or by their lines."""

from clippings import frames, tables
from clippings.layout.scoring import score_layout
from clippings.line_labels import read_line_labels
from clippings.running import logged

with logged(snakemake.log[0]):
    given = snakemake.input
    scores = score_layout(
        frames.read_shards(given.boxes, tables.BOXES),
        annotations=frames.gather(given.annotations, tables.ANNOTATIONS),
        mentions=frames.gather(given.mentions, tables.MENTIONS),
        labels=read_line_labels(given.labels),
    )
    frames.write(scores, snakemake.output.scores, tables.LAYOUT_SCORES)
