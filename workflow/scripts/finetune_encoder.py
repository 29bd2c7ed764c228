"""Train an encoder with labels: records of one entity together, others apart."""

from functools import partial

from clippings.encoder.card import Training
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.finetuning import IMAGE_WEIGHTS, Contrast
from clippings.encoder.jobs import finetune_files
from clippings.encoder.launching import run_job
from clippings.encoder.training import Recipe
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params, wildcards = snakemake.input, snakemake.params, snakemake.wildcards
    weight, seed = IMAGE_WEIGHTS[wildcards.model], int(wildcards.seed)
    training = Training(
        kind=wildcards.model,
        encoder=wildcards.encoder,
        seed=seed,
        fold=params.fold,
        datasets=list(params.datasets),
        settings=params.encoder,
        stage={"synthetic": params.synthetic, "contrast": params.contrast, "schedule": params.schedule},
        records=list(given.records),
        images=list(given.images),
        weights=list(given.weights),
        pretrained=list(given.pretrained),
        resources=given.resources,
        model=snakemake.output.model,
        history=snakemake.output.history,
        card=snakemake.output.card,
    )
    checkpoint = Checkpoint(
        params.state,
        settings=[weight, seed, dict(params.items())],
        files=[*given.records, *given.images, *given.pretrained, *given.weights],
        seconds=snakemake.resources.save_every,
    )
    job = partial(
        finetune_files,
        training=training,
        weight=weight,
        synthetic=params.synthetic,
        recipe=Recipe(seed=seed, **params.schedule),
        contrast=Contrast(**params.contrast),
        checkpoint=checkpoint,
    )
    run_job(job, processes=snakemake.resources.processes, threads=snakemake.threads)
