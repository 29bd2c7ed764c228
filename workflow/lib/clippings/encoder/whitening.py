"""Whitening of the heads: on features of records without any label, and refitted within known classes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.heads import Head, PhotographTower, SentenceTower, covariance_within, svd
from clippings.running import say

AT_MOST, BATCH = 20_000, 256
Values = NDArray[Any]


@torch.no_grad()
def fit_whitening(model: DualEncoder, corpus: Corpus, *, seed: int) -> DualEncoder:
    """Fit the heads of `model`, if it has any, to at most 20,000 images and as many texts.

    Each head takes its principal components; then the vectors of texts are rotated as a whole towards those
    of their images (orthogonal Procrustes, Schönemann 1966), which changes no product of two texts.
    """
    model.eval()
    generator = np.random.default_rng(seed)
    pairs = corpus.list_texts()
    images = _sample(np.flatnonzero(corpus.image_rows >= 0), generator)
    texts = _sample(np.unique(pairs.texts.astype(str)).astype(object), generator)
    both = _sample(np.flatnonzero(corpus.image_rows[pairs.rows] >= 0), generator)
    visual, text = model.visual, model.text
    if isinstance(visual, PhotographTower) and len(images):
        visual.head.fit_whitening(_image_features(model, corpus, images))
        say(f"whitening of image vectors fitted to {len(images)} images")
    if isinstance(text, SentenceTower) and len(texts):
        text.head.fit_whitening(_text_features(model, texts))
        say(f"whitening of text vectors fitted to {len(texts)} texts")
    if isinstance(visual, PhotographTower) and isinstance(text, SentenceTower) and len(both):
        towards = visual.head(_image_features(model, corpus, pairs.rows[both]))
        _rotate(text.head, text.head(_text_features(model, pairs.texts[both])), towards)
    return model


@torch.no_grad()
def refit_within_class(model: DualEncoder, corpus: Corpus, *, seed: int) -> DualEncoder:
    """Refit the heads of `model`, if it has any, by the covariance within classes of the training records.

    The vectors of each are rotated as a whole towards what they were, so that images and texts stay aligned
    and what training changed keeps its meaning. Without a class of two records nothing happens.
    """
    model.eval()
    generator = np.random.default_rng(seed)
    classes = np.full(len(corpus.records), -1)
    for number, rows in enumerate(corpus.training_members(own=True).values()):
        classes[rows] = number
    pairs = corpus.list_texts()
    images = _sample(np.flatnonzero(corpus.image_rows >= 0), generator)
    texts = _sample(np.arange(len(pairs.rows)), generator)
    if isinstance(model.visual, PhotographTower) and len(images):
        _refit(model.visual.head, _image_features(model, corpus, images), classes[images])
    if isinstance(model.text, SentenceTower) and len(texts):
        _refit(model.text.head, _text_features(model, pairs.texts[texts]), classes[pairs.rows[texts]])
    return model


def _refit(head: Head, features: torch.Tensor, classes: NDArray[np.int64]) -> None:
    known = np.flatnonzero(classes >= 0)
    numbers = torch.from_numpy(classes[known]).to(features.device)
    within = covariance_within(features[torch.from_numpy(known).to(features.device)], numbers)
    if within is not None:
        before = head.project(features)
        head.fit_whitening(features, within=within)
        _rotate(head, head.project(features), before)
        say(f"whitening refitted to {len(known)} records of known class")


def _rotate(head: Head, vectors: torch.Tensor, towards: torch.Tensor) -> None:
    left, _, right = svd(vectors.double().T @ towards.double())
    head.rotate(left @ right)


def _image_features(model: DualEncoder, corpus: Corpus, rows: Values) -> torch.Tensor:
    tower: Any = model.visual
    images = corpus.image_rows[rows]
    return _in_batches(lambda some: tower.features(corpus.images.batch(some).to(model.device)), images)


def _text_features(model: DualEncoder, texts: Values) -> torch.Tensor:
    tower: Any = model.text
    return _in_batches(lambda some: tower.features(model.tokenise(list(some)).to(model.device)), texts)


def _in_batches(features: Callable[[Values], torch.Tensor], values: Values) -> torch.Tensor:
    return torch.cat([features(values[start : start + BATCH]) for start in range(0, len(values), BATCH)])


def _sample(values: Values, generator: np.random.Generator) -> Values:
    return values[np.sort(generator.permutation(len(values))[:AT_MOST])]
