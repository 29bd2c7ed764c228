"""Write the card of a trained encoder."""

from clippings.encoder.card import write_card
from clippings.running import atomic, logged

with logged(snakemake.log[0]):
    given, params, wildcards = snakemake.input, snakemake.params, snakemake.wildcards
    card = write_card(
        given.model,
        dict(zip(params.datasets, given.records, strict=True)),
        kind=wildcards.model,
        encoder=wildcards.encoder,
        seed=int(wildcards.seed),
        settings=params.encoder,
        recipe=params.recipe,
        weights=given.weights,
        pretrained=given.pretrained,
        resources=given.resources,
        log=params.training_log,
    )
    with atomic(snakemake.output.card) as path:
        path.write_text(card, encoding="utf-8")
