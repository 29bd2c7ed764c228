"""Train an encoder without labels: every crop with its own OCR texts."""

from functools import partial

from clippings.encoder.card import Training
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.jobs import pretrain_files
from clippings.encoder.launching import run_job
from clippings.encoder.training import Recipe
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params, seed = snakemake.input, snakemake.params, int(snakemake.wildcards.seed)
    training = Training(
        kind="selfsup",
        encoder=snakemake.wildcards.encoder,
        seed=seed,
        fold=0,
        datasets=list(params.datasets),
        settings=params.encoder,
        stage={"batch": params.batch, "schedule": params.schedule},
        records=list(given.records),
        images=list(given.images),
        weights=list(given.weights),
        pretrained=[],
        resources=given.resources,
        model=snakemake.output.model,
        history=snakemake.output.history,
        card=snakemake.output.card,
    )
    checkpoint = Checkpoint(
        params.state,
        settings=dict(params.items()),
        files=[*given.records, *given.images, *given.weights],
        seconds=snakemake.resources.save_every,
    )
    recipe = Recipe(seed=seed, **params.schedule)
    job = partial(pretrain_files, training=training, batch=params.batch, recipe=recipe, checkpoint=checkpoint)
    run_job(job, processes=snakemake.resources.processes, threads=snakemake.threads)
