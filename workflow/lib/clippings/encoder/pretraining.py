"""Stage one, without labels: every image with its own texts, by symmetric InfoNCE."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import encode_images, encode_texts
from clippings.encoder.sampling import distinct_text_batches
from clippings.encoder.training import Recipe, Task, train
from clippings.encoder.validation import make_validator

WATCHED = 500


@dataclass(frozen=True)
class Pairs:
    """Every image with each of its texts: rows of records, and the texts."""

    rows: NDArray[np.int64]
    texts: NDArray[np.object_]


def list_texts(corpus: Corpus) -> Pairs:
    """List the texts of every record, by both OCRs, once where they agree."""
    noisy, clean = corpus.texts("noisy"), corpus.texts("clean")
    rows = np.tile(np.arange(len(noisy)), 2)
    texts = np.concatenate([noisy, np.where(clean == noisy, "", clean)])
    return Pairs(rows[texts != ""], texts[texts != ""])


def pair_up(corpus: Corpus) -> Pairs:
    """Pair each image with its texts; raise ValueError if no record has both."""
    found = list_texts(corpus)
    kept = corpus.image_rows[found.rows] >= 0
    if not kept.any():
        raise ValueError("no record has both an image and a text, expected pairs to pretrain on")
    return Pairs(found.rows[kept], found.texts[kept])


def pretrain(
    model: DualEncoder, corpus: Corpus, *, batch: int, recipe: Recipe, checkpoint: Checkpoint
) -> pd.DataFrame:
    """Train `model` on pairs of an image and its own text, by either OCR, to its last state.

    Validation is only monitored: labels select nothing here. Returns the history, a `history` table.
    """
    # Imported here, since it takes seconds, and the other steps do without.
    from open_clip.loss import ClipLoss

    pairs = pair_up(corpus)
    info_nce = ClipLoss()

    def batches(model: DualEncoder, epoch: int, seed: int) -> list[NDArray[np.int64]]:
        return distinct_text_batches(list(pairs.texts), images=pairs.rows, batch=batch, seed=seed)

    def loss(model: DualEncoder, rows: NDArray[np.int64], seed: int) -> torch.Tensor:
        visual = encode_images(model, corpus, rows=pairs.rows[rows])
        language = encode_texts(model, list(pairs.texts[rows]))
        return info_nce(visual, language, model.scale)

    validator = make_validator(corpus, weight=0.5, at_most=WATCHED, seed=0)
    task = Task(batches, loss, validate=validator.evaluate, select=False, measure=validator.measure)
    return train(model, recipe, task=task, checkpoint=checkpoint)
