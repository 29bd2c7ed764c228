"""Join crops, readings and truth into the records of a dataset."""

from clippings import frames, tables
from clippings.records.building import build_records
from clippings.records.gathering import PLACES, gather
from clippings.running import logged

with logged(snakemake.log[0]):
    records = build_records(
        gather(snakemake.input.crops, PLACES),
        gather(snakemake.input.item_tables, tables.ITEMS),
        mentions=gather(snakemake.input.mentions, tables.MENTIONS),
        annotations=gather(snakemake.input.annotations, tables.ANNOTATIONS),
        pairs=gather(snakemake.input.pairs, tables.PAIRS),
        readings={
            "noisy": gather(snakemake.input.noisy, tables.READINGS),
            "clean": gather(snakemake.input.clean, tables.READINGS),
        },
        sources=snakemake.params.sources,
        shares=snakemake.params.shares,
        seed=snakemake.params.seed,
    )
    frames.write(records, snakemake.output.records, tables.RECORDS)
