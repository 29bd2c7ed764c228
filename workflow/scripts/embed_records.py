"""Return each record of a portion its unit vectors: of the image, and of the text by either OCR."""

from functools import partial

from clippings.encoder.jobs import embed_files
from clippings.encoder.launching import run_job
from clippings.running import logged

with logged(snakemake.log[0]):
    job = partial(
        embed_files,
        records=snakemake.input.records,
        images=list(snakemake.input.images),
        model=snakemake.input.model,
        encoder=snakemake.params.encoder,
        portion=int(snakemake.wildcards.portion),
        portions=int(snakemake.wildcards.portions),
        output=snakemake.output.vectors,
    )
    run_job(job, processes=snakemake.resources.processes, threads=snakemake.threads)
