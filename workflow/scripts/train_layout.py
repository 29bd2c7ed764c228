"""Train a detector on annotated pages."""

from clippings.layout.training import train_detector
from clippings.running import logged

with logged(snakemake.log[0]):
    settings = dict(snakemake.params.training)
    settings.pop("annotations")
    train_detector(
        snakemake.input.annotations,
        snakemake.input.pages,
        output=snakemake.output.model,
        **settings,
    )
