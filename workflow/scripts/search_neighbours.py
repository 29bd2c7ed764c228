"""Find the targets whose pooled vector is nearest to that of each query."""

import json
from pathlib import Path

from clippings import frames, tables
from clippings.linkage.pooling import pool, read_modalities
from clippings.linkage.search import search_neighbours
from clippings.running import logged

with logged(snakemake.log[0]):
    records = frames.read(snakemake.input.records, tables.RECORDS)
    chosen = json.loads(Path(snakemake.input.weight).read_text(encoding="utf-8"))
    modalities = read_modalities(snakemake.input.vectors, snakemake.wildcards.ocr, records=records)
    neighbours = search_neighbours(
        records,
        pool(*modalities, weight=chosen["weight"]),
        k=snakemake.params.candidates,
        threads=snakemake.threads,
    )
    frames.write(neighbours, snakemake.output.neighbours, tables.NEIGHBOURS)
