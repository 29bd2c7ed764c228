"""Choose the weight of the image on validation, and find the targets nearest to each query by it."""

import json

from clippings import frames, tables
from clippings.linkage.objectives import objective_of
from clippings.linkage.pooling import pool, read_modalities
from clippings.linkage.search import search_neighbours
from clippings.linkage.weight import tune_weight
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    records = frames.read(snakemake.input.records, tables.RECORDS)
    visual, language = read_modalities(snakemake.input.vectors, snakemake.wildcards.ocr, records=records)
    chosen = tune_weight(
        records,
        visual,
        language=language,
        weights=snakemake.params.weights,
        threads=snakemake.threads,
        objective=objective_of(snakemake.params.task, clustering=snakemake.params.clustering),
    )
    neighbours = search_neighbours(
        records,
        pool(visual, language, weight=chosen["weight"]),
        k=snakemake.params.candidates,
        threads=snakemake.threads,
    )
    frames.write(neighbours, snakemake.output.neighbours, tables.NEIGHBOURS)
    with atomic(snakemake.output.weight) as path:
        path.write_text(json.dumps(chosen, indent=1), encoding="utf-8")
