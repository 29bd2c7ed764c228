"""Put labels on the lines of labelled pages, from which roles are learned, and score how well they are."""

from clippings import frames, tables
from clippings.layout.labelling import attach_labels
from clippings.layout.learning import cross_validate_roles
from clippings.line_labels import read_line_labels
from clippings.running import logged

with logged(snakemake.log[0]):
    labels = read_line_labels(snakemake.input.labels)
    labelled = attach_labels(frames.read_shards(snakemake.input.lines, tables.LINES), labels)
    scores = cross_validate_roles(labelled, seed=snakemake.params.seed)
    frames.write(labelled, snakemake.output.labelled, tables.LINES)
    frames.write(scores, snakemake.output.scores, tables.ROLE_SCORES)
