"""Train a pretrained encoder with labels: records of one firm together, others apart."""

from clippings import frames, tables
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import read_corpus
from clippings.encoder.files import choose_device, read_encoder, write_encoder
from clippings.encoder.finetuning import IMAGE_WEIGHTS, Contrast, finetune
from clippings.encoder.training import Recipe
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    weight, seed = IMAGE_WEIGHTS[snakemake.wildcards.model], int(snakemake.wildcards.seed)
    files = [*given.records, *given.images, given.model, given.hard_negatives]
    checkpoint = Checkpoint(params.state, settings=[weight, dict(params.items())], files=files)
    model = read_encoder(given.model, params.encoder).to(choose_device(snakemake.threads))
    finetune(
        model,
        read_corpus(given.records, given.images),
        frames.read(given.hard_negatives, tables.HARD_NEGATIVES),
        weight=weight,
        recipe=Recipe(seed=seed, **params.schedule),
        contrast=Contrast(**params.contrast),
        checkpoint=checkpoint,
    )
    write_encoder(model, params.encoder, snakemake.output.model)
    checkpoint.clear()
