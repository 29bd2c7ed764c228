"""Sum the run up for readers and browsers, and describe how the results of each dataset came to be."""

from pathlib import Path

from clippings.exchange.crate import describe_crate
from clippings.figures.pages import index_page
from clippings.figures.rows import read_layout
from clippings.figures.run_record import add_records, write_records
from clippings.figures.summary import summarise
from clippings.running import logged, write_json, write_text

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    runs, packages = (dict(zip(params.files, paths, strict=True)) for paths in (output.runs, output.packages))
    write_records(
        runs,
        packages,
        tables=given.files,
        settings=params.settings,
        declarations=params.declarations,
        outside=params.outside,
        environments=given.environments,
    )
    summary = summarise(
        params.files,
        [*given.files, *output.runs, *output.packages],
        index=output.index,
        layout=read_layout(given.layout),
        results=params.tables,
        drawn=params.drawn,
        simulated=params.simulated,
        expected_cer=params.expected_cer,
    )
    shown = add_records(params.files, runs, packages)
    page = index_page(
        shown,
        [*given.tables, *given.files, output.crate],
        index=output.index,
        results=params.tables,
        simulated=params.simulated,
    )
    write_text(summary, output.summary)
    write_text(page, output.index)
    others = [*given.tables, *given.files, output.summary, output.index]
    write_json(describe_crate(Path(output.crate).parent, runs, packages, others=others), output.crate)
