"""Guess the roles of all lines of a dataset, and suggest which pages to label."""

from clippings import frames, tables
from clippings.layout.suggestions import guess_roles, suggest_pages
from clippings.running import logged

with logged(snakemake.log[0]):
    given, output = snakemake.input, snakemake.output
    lines = frames.read_shards(given.lines, tables.LINES)
    labelled = frames.gather(given.labelled, tables.LINES)
    guesses = guess_roles(lines, labelled, seed=snakemake.params.seed)
    frames.write(guesses, output.guesses, tables.LINE_GUESSES)
    frames.write(suggest_pages(guesses, labelled), output.suggestions, tables.PAGE_SUGGESTIONS)
