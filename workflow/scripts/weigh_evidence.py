"""Compare candidate pairs by all evidence, weigh it with and without labels, and say what spoke for links."""

from pathlib import Path

from clippings import frames, tables
from clippings.linkage.candidates.pooling import VectorFiles
from clippings.linkage.candidates.string_rows import spellings
from clippings.linkage.evidence.comparing import Ingredients, gather_evidence, tabulate
from clippings.linkage.evidence.weighing import Weighed, weigh_rows
from clippings.linkage.neighbours import write_searches
from clippings.model_file import read_carried
from clippings.running import logged

with logged(snakemake.log[0]):
    params, records = snakemake.params, frames.read(snakemake.input.records, tables.RECORDS)
    steps = [step for step, used in params.normalisation.items() if used]
    sources = (snakemake.input.vectors, snakemake.input.hashes)
    vectors = [VectorFiles(files, records) for files in sources if files]
    evidence, compared = gather_evidence(
        records,
        snakemake.input.neighbours,
        ingredients=Ingredients(
            next((row["seed"] for row in params.rows), None), params.united, vectors, params.models
        ),
        ocrs=params.ocrs,
        fields=params.fields,
        spelt_of=lambda texts: spellings(records, texts, steps),
        k=params.candidates,
        kanjivg=Path(snakemake.input.kanjivg),
    )
    comparisons, weighed = tabulate(compared), Weighed()
    searches = weigh_rows(
        records,
        evidence,
        comparisons,
        rows=params.rows,
        explained=params.explained,
        scorer=params.scorer,
        k=params.candidates,
        seed=int(snakemake.wildcards.seed),
        weighed=weighed,
        carried=read_carried(snakemake.input.model),
    )
    write_searches(searches, snakemake.output.neighbours, choices=snakemake.output.choices)
    described = tables.EVIDENCE.with_numbers(comparisons["comparison"])
    frames.write(evidence, snakemake.output.evidence, described)
    frames.write(comparisons, snakemake.output.comparisons, tables.COMPARISONS)
    frames.write(weighed.table("weights"), snakemake.output.weights, tables.WEIGHTS)
    frames.write(weighed.table("terms"), snakemake.output.terms, tables.TERMS)
