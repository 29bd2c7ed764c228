"""Stage one, without labels: every image with its own texts, by symmetric InfoNCE."""

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import Corpus, Pairs
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import encode_images, encode_texts
from clippings.encoder.sampling import distinct_text_batches
from clippings.encoder.training import Recipe, Task, train
from clippings.encoder.validation import make_validator

MONITORED = 500  # validation queries, or members


def pair_up(corpus: Corpus) -> Pairs:
    """Pair each image with its texts; raise ValueError if no record has both."""
    pairs = corpus.list_texts()
    kept = corpus.image_rows[pairs.rows] >= 0
    if not kept.any():
        raise ValueError("no record has both an image and a text, expected pairs to pretrain on")
    return Pairs(pairs.rows[kept], pairs.texts[kept])


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
        mean: torch.Tensor = info_nce(visual, language, model.scale)
        return mean

    validator = make_validator(corpus, weight=0.5, at_most=MONITORED, seed=0)
    task = Task(batches, loss, validate=validator.evaluate, select=False, measure=validator.measure)
    return train(model, recipe, task=task, checkpoint=checkpoint)
