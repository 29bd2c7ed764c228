"""Draw one shard of synthetic names, none of them a firm of the publications."""

from clippings import frames, tables
from clippings.published import read_candidates
from clippings.running import logged
from clippings.synthesis.faces import load_typecase
from clippings.synthesis.firms import collect_firms
from clippings.synthesis.names import compose_spelt, read_registry, read_surnames
from clippings.synthesis.specimens import draw_names

with logged(snakemake.log[0]):
    params = snakemake.params
    registry = read_registry(snakemake.input.registry)
    published = read_candidates(snakemake.input.records)
    firms = collect_firms(published, others=registry, seed=params.edition_seed)
    names = compose_spelt(
        params.spelling,
        registry,
        read_surnames(snakemake.input.surnames),
        count=params.names["count"],
        seed=params.names["seed"],
        exclude=set(firms["name"]),
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
