"""Train an encoder without labels: every crop with its own OCR texts."""

from clippings.encoder.building import build_encoder
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import read_corpus
from clippings.encoder.files import choose_device, write_encoder
from clippings.encoder.pretraining import pretrain
from clippings.encoder.training import Recipe
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params, seed = snakemake.input, snakemake.params, int(snakemake.wildcards.seed)
    files = [*given.records, *given.images, *given.weights]
    checkpoint = Checkpoint(params.state, settings=dict(params.items()), files=files)
    model = build_encoder(params.encoder, seed=seed).to(choose_device(snakemake.threads))
    pretrain(
        model,
        read_corpus(given.records, given.images),
        batch=params.batch,
        recipe=Recipe(seed=seed, **params.schedule),
        checkpoint=checkpoint,
    )
    write_encoder(model, params.encoder, snakemake.output.model)
    checkpoint.clear()
