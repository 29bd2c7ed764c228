"""Trace how good the scorer of all evidence were with fewer labels, chosen by uncertainty and at random."""

from clippings import frames, tables
from clippings.linkage.evidence.learning import list_starts, trace_learning
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    records = frames.read(given.records, tables.RECORDS)
    comparisons = frames.read(given.comparisons, tables.COMPARISONS)
    thresholds = frames.read(given.thresholds, tables.THRESHOLDS)
    learning = trace_learning(
        records,
        frames.read_shards(given.pairs, tables.EVIDENCE.with_numbers(comparisons["comparison"])),
        comparisons,
        outcomes=frames.read(given.outcomes, tables.OUTCOMES),
        starts=list_starts(records, [given.neighbours], thresholds=thresholds, row=params.rows[0]),
        rows=params.rows,
        labels=params.labels,
        repeats=params.repeats,
        scorer=params.scorer,
    )
    learning = learning.assign(dataset=snakemake.wildcards.dataset)[tables.LEARNING.names]
    frames.write(learning, snakemake.output.learning, tables.LEARNING)
