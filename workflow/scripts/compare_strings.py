"""Find by each string measure the targets whose OCR text is most similar to that of each query."""

from clippings import frames, tables
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.linkage.neighbours import write_searches
from clippings.linkage.tuning import objective_of
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    searches = compare_strings(
        frames.read(given.records, tables.RECORDS),
        measures=params.measures,
        ocrs=params.ocrs,
        lengths=params.lengths,
        objective=objective_of(params.task, k=params.candidates),
        k=params.candidates,
        kanjivg=given.kanjivg,
        steps=[step for step, on in params.normalisation.items() if on],
        threads=snakemake.threads,
        portion=(int(snakemake.wildcards.portion), int(snakemake.wildcards.portions)),
        chosen=frames.gather(given.chosen, tables.CHOICES) if given.chosen else None,
    )
    write_searches(searches, snakemake.output.neighbours, choices=snakemake.output.choices)
