"""Choose the similarity below which a query has no match, on validation."""

import json

from clippings import frames, tables
from clippings.linkage.threshold import tune_threshold
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    chosen = tune_threshold(
        frames.read(snakemake.input.neighbours, tables.NEIGHBOURS),
        frames.read(snakemake.input.records, tables.RECORDS),
        default=snakemake.params.default,
    )
    with atomic(snakemake.output.threshold) as path:
        path.write_text(json.dumps(chosen, indent=1), encoding="utf-8")
