"""Train an encoder without labels: every crop with its own OCR texts."""

from clippings.encoder.building import build_encoder
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import read_corpus
from clippings.encoder.files import choose_device, write_encoder
from clippings.encoder.pretraining import pretrain
from clippings.encoder.training import Recipe
from clippings.running import logged

with logged(snakemake.log[0]):
    params, files = snakemake.params, [*snakemake.input.records, *snakemake.input.images]
    seed = int(snakemake.wildcards.seed)
    model = build_encoder(params.encoder, seed=seed).to(choose_device(snakemake.threads))
    pretrain(
        model,
        read_corpus(snakemake.input.records, snakemake.input.images),
        batch=params.batch,
        recipe=Recipe(seed=seed, **params.schedule),
        checkpoint=Checkpoint(params.state, settings=dict(params.items()), files=files),
    )
    write_encoder(model, params.encoder, snakemake.output.model)
