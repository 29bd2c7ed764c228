"""Reprint the photographs of one shard, each with its caption."""

from clippings import frames, tables
from clippings.photographs import list_photographs
from clippings.running import logged
from clippings.synthesis.cuttings import draw_reprints, of_shard

with logged(snakemake.log[0]):
    crops, mentions = draw_reprints(
        frames.read(snakemake.input.reprints, tables.REPRINTS),
        of_shard(list_photographs(snakemake.input.photographs), snakemake.params.rows),
        settings=snakemake.params.settings,
    )
    frames.write(crops, snakemake.output.crops, tables.CROPS)
    frames.write(mentions, snakemake.output.mentions, tables.MENTIONS)
