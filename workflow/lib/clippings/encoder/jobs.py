"""The work of the rules that train or embed, from files to files, as each of its processes does it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from clippings import frames, tables
from clippings.encoder import parallel
from clippings.encoder.building import build_encoder
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import read_corpus, read_portion
from clippings.encoder.encoding import embed_records
from clippings.encoder.files import read_encoder, starting_encoder, write_encoder
from clippings.encoder.finetuning import Contrast, finetune
from clippings.encoder.pretraining import pretrain
from clippings.encoder.training import Recipe
from clippings.encoder.whitening import fit_whitening, refit_within_class

Paths = Sequence[str | Path]


def pretrain_files(
    device: torch.device,
    *,
    records: Paths,
    images: Paths,
    encoder: Mapping[str, Any],
    batch: int,
    recipe: Recipe,
    checkpoint: Checkpoint,
    output: str,
) -> None:
    """Train an encoder without labels and write it."""
    corpus = read_corpus(records, images)
    model = build_encoder(encoder, seed=recipe.seed).to(device)
    fit_whitening(model, corpus, seed=recipe.seed)
    pretrain(model, corpus, batch=batch, recipe=recipe, checkpoint=checkpoint)
    write_encoder(model, encoder, output)
    checkpoint.clear()


def finetune_files(
    device: torch.device,
    *,
    records: Paths,
    images: Paths,
    pretrained: Paths,
    encoder: Mapping[str, Any],
    weight: float,
    synthetic: int,
    recipe: Recipe,
    contrast: Contrast,
    checkpoint: Checkpoint,
    output: str,
) -> None:
    """Train an encoder with labels, from the one in `pretrained` if there is one, and write it."""
    corpus = read_corpus(records, images)
    model = starting_encoder(pretrained, encoder, seed=recipe.seed).to(device)
    if not pretrained:
        fit_whitening(model, corpus, seed=recipe.seed)
    refit_within_class(model, corpus, seed=recipe.seed)
    finetune(
        model,
        corpus,
        weight=weight,
        synthetic=synthetic,
        recipe=recipe,
        contrast=contrast,
        checkpoint=checkpoint,
    )
    write_encoder(model, encoder, output)
    checkpoint.clear()


def embed_files(
    device: torch.device,
    *,
    records: str,
    images: Paths,
    model: str,
    encoder: Mapping[str, Any],
    portion: int,
    portions: int,
    output: str,
) -> None:
    """Embed one of `portions` of a dataset's records, from 1, and write their vectors."""
    trained = read_encoder(model, encoder).to(device)
    vectors = embed_records(trained, read_portion(records, images, portion=portion, portions=portions))
    if parallel.leads():
        frames.write(vectors, output, tables.VECTORS)
