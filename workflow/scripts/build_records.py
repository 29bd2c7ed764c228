"""Join crops, readings and truth into the records of a dataset."""

from clippings import frames, tables
from clippings.labels import read_labels
from clippings.records.building import build_records
from clippings.records.candidates import read_entries
from clippings.records.importing import PLACES
from clippings.records.indexed import read_indexed
from clippings.running import logged
from clippings.verdicts import read_pairs

with logged(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    items = read_entries(
        files.published,
        files.item_tables,
        columns=params.columns,
        extra=params.extra,
        sources=params.sources,
    )
    records = build_records(
        frames.gather(files.crops, PLACES),
        items,
        mentions=frames.gather(files.mentions, tables.MENTIONS),
        annotations=frames.gather(files.annotations, tables.ANNOTATIONS),
        pairs=read_pairs(files.pairs),
        labels=read_labels(files.labels),
        indexed=read_indexed(params.index, files.withdrawn),
        readings={
            "noisy": frames.gather(files.noisy, tables.READINGS),
            "clean": frames.gather(files.clean, tables.READINGS),
        },
        sources=params.sources,
        shares=params.shares,
        folds=params.folds,
        seed=params.seed,
        fields=params.fields,
        block=params.block,
        blocking=params.blocking,
        task=params.task,
    )
    frames.write(records, snakemake.output.records, tables.RECORDS)
