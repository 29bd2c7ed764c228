"""Plan which newspapers reprint which photographs, and in which words."""

from clippings import frames, tables
from clippings.photographs import list_photographs
from clippings.running import logged
from clippings.synthesis.reprints import compose_reprints

with logged(snakemake.log[0]):
    photographs = list_photographs(snakemake.input.photographs)
    reprints = compose_reprints(
        photographs, source=snakemake.params.source, settings=snakemake.params.settings
    )
    frames.write(reprints, snakemake.output.reprints, tables.REPRINTS)
