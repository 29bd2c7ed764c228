"""Embed the records of a portion with every model of an encoder: the image, and the text by either OCR."""

from functools import partial

from clippings.encoder.jobs import StoreSettings, embed_files
from clippings.encoder.launching import run_job
from clippings.running import logged

with logged(snakemake.log[0]):
    rows = zip(snakemake.params.models, snakemake.input.models, strict=True)
    job = partial(
        embed_files,
        records=snakemake.input.records,
        images=list(snakemake.input.images),
        models=[(row["model"], row["fold"], path) for row, path in rows],
        encoder=snakemake.params.encoder,
        stored=StoreSettings(
            **snakemake.params.store, files=list(snakemake.input.weights), code=snakemake.params.code
        ),
        portion=int(snakemake.wildcards.portion),
        portions=int(snakemake.wildcards.portions),
        output=snakemake.output.vectors,
    )
    run_job(job, processes=snakemake.resources.processes, threads=snakemake.threads)
