"""The work of the rules that train or embed, from files to files, as each of its processes does it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import torch

from clippings import frames, row_groups, tables
from clippings.encoder import parallel
from clippings.encoder.building import (
    build_encoder,
    count_weights,
    read_stored,
    starting_encoder,
    write_encoder,
)
from clippings.encoder.card import Training, describe_training
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import join_tables, read_portion, read_tables
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import embed_records
from clippings.encoder.finetuning import Contrast, finetune
from clippings.encoder.prepared import read_prepared
from clippings.encoder.pretraining import pretrain
from clippings.encoder.store import VectorStore, model_digest
from clippings.encoder.training import Recipe
from clippings.encoder.whitening import fit_whitening, refit_within_class
from clippings.running import atomic, say


@dataclass(frozen=True)
class StoreSettings:
    """Which kinds of models have a store of vectors, in which folder, and what else their vectors depend on.

    A model that learns from the records that it embeds has none: with a record more it is another model,
    whose vectors nobody would ask for again.
    """

    kinds: Collection[str]
    folder: str
    files: Sequence[str]
    code: str

    def of(self, kind: str, path: str, *, settings: Mapping[str, Any], half: bool) -> VectorStore | None:
        """Return the store of the model in a file, None where its kind has none."""
        if kind not in self.kinds:
            return None
        digest = model_digest(path, settings=settings, files=self.files, code=self.code, half=half)
        return VectorStore(Path(self.folder) / digest)


def pretrain_files(
    device: torch.device, *, training: Training, batch: int, recipe: Recipe, checkpoint: Checkpoint
) -> None:
    """Train an encoder without labels; write it, the history of its training and its card."""
    sources = read_tables(training.records, fold=training.fold)
    corpus = join_tables(sources, read_prepared(training.images))
    model = build_encoder(training.settings, seed=recipe.seed).to(device)
    fit_whitening(model, corpus, seed=recipe.seed)
    history = pretrain(model, corpus, batch=batch, recipe=recipe, checkpoint=checkpoint)
    stages = {"pretraining": dict(training.stage)}
    _write_training(training, model, history=history, sources=sources, stages=stages)
    checkpoint.clear()


def finetune_files(
    device: torch.device,
    *,
    training: Training,
    weight: float,
    synthetic: int,
    recipe: Recipe,
    contrast: Contrast,
    checkpoint: Checkpoint,
) -> None:
    """Train an encoder with labels; write it, the history of its training and its card.

    It starts from the model of the stage before, or, where there is none, from towers that never met.
    """
    sources = read_tables(training.records, fold=training.fold)
    corpus = join_tables(sources, read_prepared(training.images))
    before = [read_stored(path, training.settings) for path in training.pretrained]
    model = starting_encoder(before, training.settings, seed=recipe.seed).to(device)
    if not before:
        fit_whitening(model, corpus, seed=recipe.seed)
    refit_within_class(model, corpus, seed=recipe.seed)
    history = finetune(
        model,
        corpus,
        weight=weight,
        synthetic=synthetic,
        recipe=recipe,
        contrast=contrast,
        checkpoint=checkpoint,
    )
    stages = {name: stage for stored in before for name, stage in stored["stages"].items()}
    stages["finetuning"] = dict(training.stage)
    _write_training(training, model, history=history, sources=sources, stages=stages)
    checkpoint.clear()


def embed_files(
    device: torch.device,
    *,
    records: str,
    images: Sequence[str],
    models: Sequence[tuple[str, int, str]],
    encoder: Mapping[str, Any],
    stored: StoreSettings | None = None,
    portion: int,
    portions: int,
    output: str,
) -> None:
    """Embed one of `portions` of a dataset's records, from 1, with each of `models`: kind, fold and file.

    Images and the settings' network are read once; the vectors of each model are one row group of the file.
    Of kinds that have a store of vectors only what is not there yet is embedded.
    """
    corpus = read_portion(records, images, portion=portion, portions=portions)
    model = build_encoder(encoder, seed=0).to(device)

    def embedded() -> Iterator[pd.DataFrame]:
        for kind, fold, path in models:
            model.load_state_dict(read_stored(path, encoder)["weights"])
            name = f"{kind}, fold {fold}" if fold else kind
            say(name)
            store = stored.of(kind, path, settings=encoder, half=model.computes_half) if stored else None
            yield embed_records(model, corpus, store=store).assign(model=kind, fold=fold)
            if store:
                store.save()
                say(f"{name}: {store.told()}")

    if parallel.leads():
        row_groups.write_groups(embedded(), output, tables.VECTORS)
    else:
        list(embedded())


def halve_file(path: str, output: str) -> None:
    """Write the encoder of a file in half precision to another."""
    stored = read_stored(path)
    settings = stored["settings"]
    write_encoder(
        starting_encoder([stored], settings, seed=0), settings, output, stages=stored["stages"], half=True
    )


def _write_training(
    training: Training,
    model: DualEncoder,
    *,
    history: pd.DataFrame,
    sources: Sequence[pd.DataFrame],
    stages: Mapping[str, Any],
) -> None:
    """Write model, history and card, where this is the leading process."""
    if not parallel.leads():
        return
    write_encoder(model, training.settings, training.model, stages=stages)
    frames.write(history, training.history, tables.HISTORY)
    card = describe_training(
        training,
        sources=sources,
        history=history,
        stages=stages,
        count=count_weights(model),
    )
    with atomic(training.card) as path:
        path.write_text(card, encoding="utf-8")
