"""Train an encoder with labels: records of one firm together, others apart."""

from functools import partial

from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.finetuning import IMAGE_WEIGHTS, Contrast
from clippings.encoder.jobs import finetune_files
from clippings.encoder.launching import run_job
from clippings.encoder.training import Recipe
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    weight, seed = IMAGE_WEIGHTS[snakemake.wildcards.model], int(snakemake.wildcards.seed)
    files = [*given.records, *given.images, *given.pretrained, *given.weights]
    job = partial(
        finetune_files,
        records=list(given.records),
        images=list(given.images),
        pretrained=list(given.pretrained),
        encoder=params.encoder,
        weight=weight,
        synthetic=params.synthetic,
        recipe=Recipe(seed=seed, **params.schedule),
        contrast=Contrast(**params.contrast),
        checkpoint=Checkpoint(
            params.state,
            settings=[weight, seed, dict(params.items())],
            files=files,
            seconds=snakemake.resources.save_every,
        ),
        output=snakemake.output.model,
    )
    run_job(job, processes=snakemake.resources.processes, threads=snakemake.threads)
