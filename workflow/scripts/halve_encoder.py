"""Write a trained encoder in half precision, to pass on, with its card."""

from clippings.encoder.card import card_of_half
from clippings.encoder.jobs import halve_file
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    halve_file(snakemake.input.model, snakemake.output.model)
    card = card_of_half(snakemake.input.card, snakemake.input.model, half=snakemake.output.model)
    with atomic(snakemake.output.card) as path:
        path.write_text(card, encoding="utf-8")
