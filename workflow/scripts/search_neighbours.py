"""Find by each row of an encoder the targets nearest to each query, the image weight chosen on validation."""

from clippings import frames, tables
from clippings.linkage.candidates.encoder_rows import search_rows
from clippings.linkage.neighbours import write_searches
from clippings.linkage.tuning import objective_of
from clippings.running import logged

with logged(snakemake.log[0]):
    searches = search_rows(
        frames.read(snakemake.input.records, tables.RECORDS),
        snakemake.input.vectors,
        rows=snakemake.params.rows,
        weights=snakemake.params.image_weights,
        objective=objective_of(snakemake.params.task, k=snakemake.params.candidates),
        k=snakemake.params.candidates,
        threads=snakemake.threads,
    )
    write_searches(searches, snakemake.output.neighbours, choices=snakemake.output.choices)
