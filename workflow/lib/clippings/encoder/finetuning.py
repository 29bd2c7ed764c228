"""Stage two, with labels: records of one firm together, others apart, by SupCon on pooled vectors."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import encode_images, encode_texts
from clippings.encoder.losses import pool_modalities, supervised_contrastive
from clippings.encoder.mining import mine_hard_negatives, training_members
from clippings.encoder.sampling import class_batches
from clippings.encoder.training import Recipe, train
from clippings.encoder.validation import set_exam

IMAGE_WEIGHTS = {"sup_visual": 1.0, "sup_language": 0.0, "sup_multimodal": 0.5}
EXAMINED = 1000


@dataclass(frozen=True)
class Contrast:
    """How SupCon draws and weighs: classes a batch, draws a class, hard negatives and their renewal."""

    classes: int
    draws: int
    temperature: float
    neighbours: int
    renew_every: int
    forget_text: float


def finetune(
    model: DualEncoder,
    corpus: Corpus,
    hard_negatives: pd.DataFrame,
    *,
    weight: float,
    recipe: Recipe,
    contrast: Contrast,
    checkpoint: Checkpoint,
) -> DualEncoder:
    """Train `model` on the training split, pooled with the image's share `weight`; give its best state."""
    members = training_members(corpus)
    if len(members) < 2:
        raise ValueError(f"the training split has {len(members)} classes, expected two or more")
    memory = _companies(hard_negatives)
    texts = np.stack([corpus.texts("noisy"), corpus.texts("clean")])

    def batches(model: DualEncoder, epoch: int, seed: int) -> list[NDArray[np.int64]]:
        if epoch and epoch % contrast.renew_every == 0:
            mined = mine_hard_negatives(model, corpus, neighbours=contrast.neighbours, weight=weight)
            memory.update(_companies(mined))
        return class_batches(members, memory, classes=contrast.classes, draws=contrast.draws, seed=seed)

    def loss(model: DualEncoder, rows: NDArray[np.int64], seed: int) -> torch.Tensor:
        generator = np.random.default_rng(seed)
        drawn = texts[generator.integers(0, 2, len(rows)), rows]
        if 0 < weight < 1:
            drawn = np.where(generator.random(len(rows)) < contrast.forget_text, "", drawn)
        return _pooled_loss(model, corpus, rows, drawn, weight=weight, contrast=contrast)

    return train(
        model,
        recipe,
        batches=batches,
        loss=loss,
        validate=set_exam(corpus, weight=weight, at_most=EXAMINED, seed=recipe.seed).accuracy,
        select=True,
        checkpoint=checkpoint,
        memory=memory,
    )


def _pooled_loss(
    model: DualEncoder,
    corpus: Corpus,
    rows: NDArray[np.int64],
    texts: NDArray[np.object_],
    *,
    weight: float,
    contrast: Contrast,
) -> torch.Tensor:
    zeros = torch.zeros(len(rows), model.width, device=model.device)
    visual = encode_images(model, corpus, rows=rows) if weight > 0 else zeros
    language = encode_texts(model, list(texts)) if weight < 1 else zeros
    vectors = pool_modalities(visual, language, weight=weight)
    present = vectors.abs().sum(dim=1) > 0
    classes = torch.from_numpy(pd.factorize(corpus.classes[rows])[0]).to(model.device)
    return supervised_contrastive(vectors[present], classes[present], temperature=contrast.temperature)


def _companies(hard_negatives: pd.DataFrame) -> dict[str, Any]:
    """List for each class its hard negatives, nearest first."""
    ordered = hard_negatives.sort_values(["entity", "rank"])
    return {str(name): list(found) for name, found in ordered.groupby("entity")["negative"]}
