"""Comparisons of the vectors of candidate pairs: of one modality, and of one with the other."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from clippings.linkage.candidates.pooling import VISUAL, Matrix, VectorFiles
from clippings.linkage.evidence.pairs import Candidates, Places
from clippings.rows import CARRIED

Values = NDArray[np.float64]
Compared = tuple[str, str, str, Values]
PAIRS_AT_ONCE = 2**14
BOTH = ("selfsup", "sup_multimodal", CARRIED)  # Models whose images and texts share a space.


def compare_vectors(
    vectors: VectorFiles, pairs: Candidates, *, models: Sequence[str], ocrs: Sequence[str]
) -> Iterator[Compared]:
    """Compare pairs of records by each model: yield name, part, OCR, cosines (pairs,), NaN of missing ones.

    A fold's are those of its own model. `visual` compares images, `language` texts, `crossed` the image of
    either with the text of the other. `legibility` compares the image of each record with its own text, and
    takes the lesser of the two. A comparison is made where any record of all has what it compares, whichever
    pairs and vectors are read: those of every portion are the same.
    """
    for model in models:
        of_folds = [
            [*_compare_in_fold(vectors, pairs, model=model, ocrs=ocrs, fold=fold)] for fold in pairs.folds
        ]
        for same in zip(*of_folds, strict=True):
            yield *same[0][:3], np.concatenate([values for *_, values in same])


def _compare_in_fold(
    vectors: VectorFiles, candidates: Candidates, *, model: str, ocrs: Sequence[str], fold: int
) -> Iterator[Compared]:
    own = candidates.folds[fold]
    pairs = vectors.places[candidates.queries[own]], vectors.places[candidates.targets[own]]
    pictured = vectors.has(model, fold, column=VISUAL)
    if pictured:
        visual = vectors.read(model, fold, column=VISUAL)
        yield f"{model}_visual", "picture", "none", compare_pairs(visual, visual, pairs)
    for ocr in ocrs:
        if not vectors.has(model, fold, column=ocr):
            continue
        visual, language = vectors.read_modalities(model, fold, ocr=ocr)
        yield f"{model}_language", "text", ocr, compare_pairs(language, language, pairs)
        if pictured and model in BOTH:
            crossed = (
                compare_pairs(visual, language, pairs),
                compare_pairs(language, visual, pairs),
            )
            yield f"{model}_crossed", "crossed", ocr, np.mean(crossed, axis=0)
            legible = cosines(visual, language)
            yield f"{model}_legibility", "quality", ocr, np.minimum(legible[pairs[0]], legible[pairs[1]])


def compare_pairs(ones: Matrix, others: Matrix, pairs: tuple[Places, Places]) -> Values:
    """Return the cosines (pairs,) of rows of two matrices (n, d), some pairs in memory at a time."""
    chunks = (slice(start, start + PAIRS_AT_ONCE) for start in range(0, len(pairs[0]), PAIRS_AT_ONCE))
    parts = (cosines(ones[pairs[0][own]], others[pairs[1][own]]) for own in chunks)
    return np.concatenate([np.empty(0), *parts])


def cosines(ones: Matrix, others: Matrix) -> Values:
    """Return the inner products (n,) of unit vectors (n, d), NaN where one is missing."""
    present = ones.any(axis=1) & others.any(axis=1)
    return np.where(present, np.einsum("ij,ij->i", ones, others).astype(float), np.nan)
