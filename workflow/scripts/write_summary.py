"""Sum the run up for readers and browsers, and describe how the results of each dataset came to be."""

import json
from pathlib import Path

from clippings.datapackage import describe

from clippings.figures.pages import index_page
from clippings.figures.rows import read_layout
from clippings.figures.run_record import describe_run
from clippings.figures.summary import summarise
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    for dataset, run, package in zip(params.files, output.runs, output.packages, strict=True):
        record = describe_run(
            params.settings,
            params.declarations[dataset],
            inputs=params.outside[dataset],
            environments=given.environments,
            benchmarks=params.benchmarks[dataset],
        )
        with atomic(run) as path:
            path.write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
        folder = Path(package).parent
        files = [path for path in map(Path, given.files) if path.suffix == ".csv" and folder in path.parents]
        with atomic(package) as path:
            description = describe(folder, files)
            path.write_text(json.dumps(description, indent=1, ensure_ascii=False), encoding="utf-8")
    summary = summarise(
        params.files,
        [*given.files, *output.runs, *output.packages],
        index=output.index,
        layout=read_layout(params.layout),
        results=params.tables,
        drawn=params.drawn,
        expected_cer=params.expected_cer,
    )
    described = zip(params.files.items(), output.runs, output.packages, strict=True)
    page = index_page(
        {dataset: {**own, "runs": [run, package]} for (dataset, own), run, package in described},
        list(given.files),
        index=output.index,
        results=params.tables,
    )
    for path, text in ((output.summary, summary), (output.index, page)):
        with atomic(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
