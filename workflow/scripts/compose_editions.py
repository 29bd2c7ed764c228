"""Compose the two publications: entries, partners, and every name in them."""

from clippings import frames, tables
from clippings.published import read_candidates
from clippings.running import logged
from clippings.synthesis.editions import compose_editions
from clippings.synthesis.firms import collect_firms, list_candidates
from clippings.synthesis.names import read_registry

with logged(snakemake.log[0]):
    pairs = read_candidates(snakemake.input.records)
    others = read_registry(snakemake.input.registry)
    settings = snakemake.params.editions
    firms = collect_firms(pairs, others=others, seed=settings["seed"])
    candidates = list_candidates(firms, pairs)
    editions = compose_editions(firms, candidates, pages=snakemake.params.pages, settings=settings)
    frames.write(editions.entries, snakemake.output.entries, tables.ENTRIES)
    frames.write(editions.partners, snakemake.output.partners, tables.PARTNERS)
    frames.write(editions.mentions, snakemake.output.mentions, tables.MENTIONS)
