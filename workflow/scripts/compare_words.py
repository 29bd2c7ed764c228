"""Find for each query the targets that share most runs of words, their length chosen on validation."""

import json

from clippings import frames, tables
from clippings.linkage.objectives import objective_of
from clippings.linkage.words import compare_words
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    neighbours, chosen = compare_words(
        frames.read(snakemake.input.records, tables.RECORDS),
        ocr=snakemake.wildcards.ocr,
        lengths=snakemake.params.lengths,
        k=snakemake.params.candidates,
        objective=objective_of(snakemake.params.task, clustering=snakemake.params.clustering),
        threads=snakemake.threads,
    )
    frames.write(neighbours, snakemake.output.neighbours, tables.NEIGHBOURS)
    with atomic(snakemake.output.words) as path:
        path.write_text(json.dumps(chosen, indent=1), encoding="utf-8")
