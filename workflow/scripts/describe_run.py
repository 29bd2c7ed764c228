"""Describe how the results of a dataset came to be."""

import json

from clippings.figures.run_record import describe_run
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    run = describe_run(
        snakemake.params.settings,
        snakemake.params.declaration,
        inputs=snakemake.input.outside,
        environments=snakemake.input.environments,
        benchmarks=snakemake.params.benchmarks,
    )
    with atomic(snakemake.output.run) as path:
        path.write_text(json.dumps(run, indent=1, ensure_ascii=False), encoding="utf-8")
