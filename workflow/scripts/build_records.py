"""Join crops, readings and truth into the records of a dataset."""

from clippings import frames, tables
from clippings.items import read_items
from clippings.labels import read_labels
from clippings.records.building import build_records
from clippings.records.gathering import PLACES, gather
from clippings.records.splits import Fold
from clippings.running import logged
from clippings.verdicts import read_pairs

with logged(snakemake.log[0]):
    params = snakemake.params
    records = build_records(
        gather(snakemake.input.crops, PLACES),
        read_items(
            snakemake.input.item_tables, columns=params.columns, extra=params.extra, sources=params.sources
        ),
        mentions=gather(snakemake.input.mentions, tables.MENTIONS),
        annotations=gather(snakemake.input.annotations, tables.ANNOTATIONS),
        pairs=read_pairs(snakemake.input.pairs),
        labels=read_labels(snakemake.input.labels),
        readings={
            "noisy": gather(snakemake.input.noisy, tables.READINGS),
            "clean": gather(snakemake.input.clean, tables.READINGS),
        },
        sources=params.sources,
        shares=params.shares,
        fold=params.fold and Fold(*params.fold),
        seed=params.seed,
        fields=params.fields,
        block=params.block,
        task=params.task,
    )
    frames.write(records, snakemake.output.records, tables.RECORDS)
