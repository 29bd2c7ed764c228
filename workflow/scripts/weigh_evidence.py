"""Weigh all evidence of candidate pairs, with labels and without, and say what spoke for links."""

from pathlib import Path

from clippings import frames, tables
from clippings.linkage.evidence.weighing import Weighed, weigh_rows
from clippings.linkage.neighbours import write_searches
from clippings.model_file import read_carried
from clippings.running import logged

with logged(snakemake.log[0]):
    given, written, params = snakemake.input, snakemake.output, snakemake.params
    comparisons, weighed = frames.read(given.comparisons, tables.COMPARISONS), Weighed()
    searches = weigh_rows(
        frames.read(given.records, tables.RECORDS),
        given.pairs,
        comparisons,
        rows=params.rows,
        explained=params.explained,
        scorer=params.scorer,
        k=params.candidates,
        seed=int(snakemake.wildcards.seed),
        weighed=weighed,
        carried=read_carried(given.model),
    )
    files = [Path(written.neighbours) / Path(file).name for file in given.pairs]
    # `weighed` fills while the searches are written.
    write_searches(searches, *files, choices=written.choices)
    frames.write(comparisons, written.comparisons, tables.COMPARISONS)
    frames.write(weighed.table("weights"), written.weights, tables.WEIGHTS)
    frames.write(weighed.table("terms"), written.terms, tables.TERMS)
