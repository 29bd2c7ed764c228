"""Save the targets of a dataset as an index, for later datasets to link against."""

from clippings import frames, tables
from clippings.running import logged
from clippings.saved_index import Embedded, save_index

with logged(snakemake.log[0]):
    given, said = snakemake.input, snakemake.params.said
    save_index(
        frames.read(given.records, tables.RECORDS),
        snakemake.output.index,
        dataset=said["dataset"],
        texts=said["texts"],
        fields=said["fields"],
        model=given.model,
        embedded=Embedded(list(given.vectors), said["kind"], said["fold"]),
        base=said["base"],
        blocks=said["blocks"],
    )
