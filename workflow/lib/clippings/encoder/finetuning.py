"""Stage two, with labels: records of one entity together, others apart, by SupCon on pooled vectors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import encode_images, encode_texts
from clippings.encoder.losses import pool_modalities, supervised_contrastive
from clippings.encoder.sampling import class_batches, mine_hard_negatives
from clippings.encoder.training import Recipe, Task, train
from clippings.encoder.validation import make_validator
from clippings.tables import name_alone

IMAGE_WEIGHTS = {"unaligned_visual": 1.0, "sup_visual": 1.0, "sup_language": 0.0, "sup_multimodal": 0.5}
VALIDATED = 1000  # validation queries, or members
Rows = NDArray[np.int64]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Contrast:
    """How SupCon samples and weighs: classes per batch, samples per class, temperature.

    Each class has so many `neighbours` as hard negatives, mined again after `renew_every` epochs;
    `text_dropout` and `field_dropout` are the shares of texts, and of fields beside the name, left out.
    """

    classes: int
    samples_per_class: int
    temperature: float
    neighbours: int
    renew_every: int
    text_dropout: float
    field_dropout: float


def finetune(
    model: DualEncoder,
    corpus: Corpus,
    *,
    weight: float,
    synthetic: int,
    recipe: Recipe,
    contrast: Contrast,
    checkpoint: Checkpoint,
) -> pd.DataFrame:
    """Train `model`, pooled with the image's share `weight`, to the state best on validation.

    Returns the history of the training, a `history` table. The first `synthetic` epochs see the classes of
    the datasets that only join the training, the others the labelled ones of the dataset itself (paper,
    section 3).
    """
    labelled, drawn = corpus.training_members(own=True), corpus.training_members(own=False)
    if len(labelled) < 2:
        raise ValueError(f"the training split has {len(labelled)} classes, expected two or more")
    _expect_parts(corpus, np.concatenate(list(labelled.values())), weight=weight)
    synthetic = synthetic if len(drawn) > 1 else 0
    texts = np.stack([corpus.texts(ocr) for ocr in corpus.ocrs])
    memory: dict[str, Sequence[str]] = {}

    def batches(model: DualEncoder, epoch: int, seed: int) -> list[Rows]:
        members = drawn if epoch < synthetic else labelled
        if (epoch - synthetic) % contrast.renew_every == 0 or not memory:
            mined = mine_hard_negatives(
                model, corpus, members=members, neighbours=contrast.neighbours, weight=weight
            )
            memory.clear()
            memory.update(mined)
        samples = contrast.samples_per_class
        return class_batches(members, memory, classes=contrast.classes, samples=samples, seed=seed)

    def loss(model: DualEncoder, rows: Rows, seed: int) -> torch.Tensor:
        read = sample_texts(texts, rows, weight=weight, contrast=contrast, seed=seed)
        return _pooled_loss(model, corpus, rows, read, weight=weight, temperature=contrast.temperature)

    validator = make_validator(corpus, weight=weight, at_most=VALIDATED, seed=0)
    task = Task(
        batches,
        loss,
        validator.evaluate,
        select=True,
        measure=validator.measure,
        patient_from=synthetic,
        memory=memory,
    )
    return train(model, recipe, task=task, checkpoint=checkpoint)


def _expect_parts(corpus: Corpus, rows: Rows, *, weight: float) -> None:
    """Refuse training records `rows` of which a model with the image's share `weight` would see nothing."""
    seen = (corpus.image_rows[rows] >= 0) & (weight > 0)
    for ocr in corpus.ocrs:
        seen |= (corpus.texts(ocr)[rows] != "") & (weight < 1)
    if not seen.any():
        part = {1.0: "an image", 0.0: "a text"}.get(weight, "an image or a text")
        raise ValueError(f"none of {len(rows)} training records has {part}, expected some to train on")


def sample_texts(texts: Texts, rows: Rows, *, weight: float, contrast: Contrast, seed: int) -> Texts:
    """Sample for each of `rows` (n,) the text of one OCR, of `texts` (o, N); apply field and text dropout."""
    generator = np.random.default_rng(seed)
    read = texts[generator.integers(0, len(texts), len(rows)), rows]
    # A record is not always known by its easiest part, so that each part learns.
    alone = np.array([name_alone(text) for text in read], dtype=object)
    read = np.where(generator.random(len(rows)) < contrast.field_dropout, alone, read)
    if 0 < weight < 1:
        read = np.where(generator.random(len(rows)) < contrast.text_dropout, "", read)
    return read


def _pooled_loss(
    model: DualEncoder, corpus: Corpus, rows: Rows, texts: Texts, *, weight: float, temperature: float
) -> torch.Tensor:
    zeros = torch.zeros(len(rows), model.width, device=model.device)
    visual = encode_images(model, corpus, rows=rows) if weight > 0 else zeros
    language = encode_texts(model, list(texts)) if weight < 1 else zeros
    vectors = pool_modalities(visual, language, weight=weight)
    present = vectors.abs().sum(dim=1) > 0
    classes = torch.from_numpy(pd.factorize(corpus.classes[rows])[0]).to(model.device)
    return supervised_contrastive(vectors[present], classes[present], temperature=temperature)
