"""Find by each row of an encoder the targets nearest to each query, the image weight chosen on validation."""

from clippings import frames, tables
from clippings.linkage.candidates.encoder_rows import search_rows
from clippings.linkage.neighbours import write_searches
from clippings.linkage.tuning import objective_of
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    searches = search_rows(
        frames.read(given.records, tables.RECORDS),
        given.vectors,
        rows=params.rows,
        weights=params.image_weights,
        objective=objective_of(params.task, k=params.candidates),
        k=params.candidates,
        threads=snakemake.threads,
        portion=(int(snakemake.wildcards.portion), int(snakemake.wildcards.portions)),
        chosen=frames.gather(given.chosen, tables.CHOICES) if given.chosen else None,
    )
    write_searches(searches, snakemake.output.neighbours, choices=snakemake.output.choices)
