"""Whitening of the heads: on features of records without any label, and refitted within known classes."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clippings.encoder.corpus import Corpus
from clippings.encoder.decompositions import svd
from clippings.encoder.dual import DualEncoder
from clippings.encoder.heads import Head, PhotographTower, SentenceTower, covariance_within
from clippings.encoder.pretraining import list_texts
from clippings.running import say

AT_MOST, BATCH = 20_000, 256
Rows = NDArray[np.int64]
Texts = NDArray[np.object_]


@torch.no_grad()
def fit_whitening(model: DualEncoder, corpus: Corpus, *, seed: int) -> DualEncoder:
    """Settle the heads of `model`, if it has any, on at most 20,000 images and as many texts.

    Each head takes its principal components; then the vectors of texts are turned as a whole towards those
    of their images (orthogonal Procrustes, Schönemann 1966), by which no product of two texts changes.
    """
    model.eval()
    generator = np.random.default_rng(seed)
    found = list_texts(corpus)
    images = _some(np.flatnonzero(corpus.image_rows >= 0), generator)
    texts = _some(np.unique(found.texts.astype(str)).astype(object), generator)
    pairs = _some(np.flatnonzero(corpus.image_rows[found.rows] >= 0), generator)
    if isinstance(model.visual, PhotographTower) and len(images):
        model.visual.head.fit_whitening(_see(model, corpus, images))
        say(f"image vectors whitened on {len(images)} images")
    if isinstance(model.text, SentenceTower) and len(texts):
        model.text.head.fit_whitening(_read(model, texts))
        say(f"text vectors whitened on {len(texts)} texts")
    visual, text = model.visual, model.text
    if isinstance(visual, PhotographTower) and isinstance(text, SentenceTower) and len(pairs):
        seen = visual.head(_see(model, corpus, found.rows[pairs]))
        _turn(text.head, text.head(_read(model, found.texts[pairs])), seen)
    return model


@torch.no_grad()
def refit_within_class(model: DualEncoder, corpus: Corpus, *, seed: int) -> DualEncoder:
    """Settle the heads of `model`, if it has any, by what differs within classes of the training records.

    The vectors of each are turned as a whole towards what they were, so that images and texts stay aligned
    and what training changed keeps its meaning. Without a class of two records nothing happens.
    """
    model.eval()
    generator = np.random.default_rng(seed)
    classes = np.full(len(corpus.records), -1)
    for number, rows in enumerate(corpus.training_members(own=True).values()):
        classes[rows] = number
    found = list_texts(corpus)
    images = _some(np.flatnonzero(corpus.image_rows >= 0), generator)
    texts = _some(np.arange(len(found.rows)), generator)
    if isinstance(model.visual, PhotographTower) and len(images):
        _separate(model.visual.head, _see(model, corpus, images), classes[images])
    if isinstance(model.text, SentenceTower) and len(texts):
        _separate(model.text.head, _read(model, found.texts[texts]), classes[found.rows[texts]])
    return model


def _separate(head: Head, features: torch.Tensor, classes: NDArray[np.int64]) -> None:
    known = np.flatnonzero(classes >= 0)
    numbers = torch.from_numpy(classes[known]).to(features.device)
    within = covariance_within(features[torch.from_numpy(known).to(features.device)], numbers)
    if within is not None:
        before = head.project(features)
        head.fit_whitening(features, within=within)
        _turn(head, head.project(features), before)
        say(f"vectors whitening refitted on {len(known)} records of known class")


def _turn(head: Head, vectors: torch.Tensor, towards: torch.Tensor) -> None:
    left, _, right = svd(vectors.double().T @ towards.double())
    head.turn(left @ right)


def _see(model: DualEncoder, corpus: Corpus, rows: Rows) -> torch.Tensor:
    tower: Any = model.visual
    return torch.cat(
        [
            tower.features(corpus.images.batch(corpus.image_rows[some]).to(model.device))
            for some in _batches(rows)
        ]
    )


def _read(model: DualEncoder, texts: Texts) -> torch.Tensor:
    tower: Any = model.text
    return torch.cat(
        [tower.features(model.tokenise(list(some)).to(model.device)) for some in _batches(texts)]
    )


def _some(values: NDArray[Any], generator: np.random.Generator) -> NDArray[Any]:
    return values[np.sort(generator.permutation(len(values))[:AT_MOST])]


def _batches(values: NDArray[Any]) -> list[NDArray[Any]]:
    return [values[start : start + BATCH] for start in range(0, len(values), BATCH)]
