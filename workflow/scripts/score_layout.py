"""Score the boxes found against those that the truth knows, by their place or by their lines."""

from clippings import frames, tables
from clippings.layout.scoring import score_layout, score_lines
from clippings.line_labels import read_line_labels
from clippings.running import logged

with logged(snakemake.log[0]):
    given = snakemake.input
    boxes = frames.read_shards(given.boxes, tables.BOXES)
    if given.annotations:
        scores = score_layout(boxes, frames.read_shards(given.annotations, tables.ANNOTATIONS))
    else:
        mentions = frames.read_shards(given.mentions, tables.MENTIONS)
        scores = score_lines(boxes, mentions, labelled=set(read_line_labels(given.labels)["page"]))
    frames.write(scores, snakemake.output.scores, tables.LAYOUT_SCORES)
