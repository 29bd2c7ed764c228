"""Draw one shard of synthetic names, none of them a firm of the publications."""

from clippings import frames, tables
from clippings.running import logged
from clippings.synthesis.faces import load_typecase
from clippings.synthesis.names import list_names
from clippings.synthesis.specimens import draw_names

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    names = list_names(
        params.spelling,
        registry=given.registry,
        surnames=given.surnames,
        published=given.records,
        count=params.names["count"],
        seed=params.names["seed"],
        edition_seed=params.edition_seed,
    )
    crops, mentions = draw_names(
        names.iloc[slice(*params.rows)],
        source=params.source,
        orientation=params.orientation,
        spelling=params.spelling,
        renders=params.names["renders"],
        coarse=params.names["coarse"],
        typecase=load_typecase(params.fonts),
        ageing=params.ageing,
    )
    frames.write(crops, snakemake.output.crops, tables.CROPS)
    frames.write(mentions, snakemake.output.mentions, tables.MENTIONS)
