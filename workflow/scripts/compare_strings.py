"""Find by each string measure the targets whose OCR text is most similar to that of each query."""

from clippings import frames, tables
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.linkage.neighbours import write_searches
from clippings.linkage.tuning import objective_of
from clippings.running import logged

with logged(snakemake.log[0]):
    searches = compare_strings(
        frames.read(snakemake.input.records, tables.RECORDS),
        measures=snakemake.params.measures,
        ocrs=snakemake.params.ocrs,
        lengths=snakemake.params.lengths,
        objective=objective_of(snakemake.params.task, k=snakemake.params.candidates),
        k=snakemake.params.candidates,
        kanjivg=snakemake.input.kanjivg,
        steps=[step for step, on in snakemake.params.normalisation.items() if on],
        threads=snakemake.threads,
    )
    write_searches(searches, snakemake.output.neighbours, choices=snakemake.output.choices)
