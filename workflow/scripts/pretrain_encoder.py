"""Train an encoder without labels: every crop with its own OCR texts."""

from functools import partial

from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.jobs import pretrain_files
from clippings.encoder.launching import run_job
from clippings.encoder.training import Recipe
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    files = [*given.records, *given.images, *given.weights]
    job = partial(
        pretrain_files,
        records=list(given.records),
        images=list(given.images),
        encoder=params.encoder,
        batch=params.batch,
        recipe=Recipe(seed=int(snakemake.wildcards.seed), **params.schedule),
        checkpoint=Checkpoint(
            params.state,
            settings=dict(params.items()),
            files=files,
            seconds=snakemake.resources.save_every,
        ),
        output=snakemake.output.model,
    )
    run_job(job, processes=snakemake.resources.processes, threads=snakemake.threads)
