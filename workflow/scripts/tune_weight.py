"""Choose the weight of the image in the pooled vector on validation."""

import json

from clippings import frames, tables
from clippings.linkage.pooling import read_modalities
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
    )
    with atomic(snakemake.output.weight) as path:
        path.write_text(json.dumps(chosen, indent=1), encoding="utf-8")
