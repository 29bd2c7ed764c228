"""Comparisons of the vectors of candidate pairs: of one modality, and of one with the other."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from clippings.linkage.candidates.pooling import Matrix, VectorFiles
from clippings.rows import CARRIED

Places = NDArray[np.int64]
Values = NDArray[np.float64]
Compared = tuple[str, str, str, Values]
BOTH = ("selfsup", "sup_multimodal", CARRIED)  # Models whose images and texts share a space.


def compare_vectors(
    vectors: VectorFiles,
    pairs: tuple[Places, Places],
    *,
    models: Sequence[str],
    ocrs: Sequence[str],
    fold: int,
) -> Iterator[Compared]:
    """Compare pairs of records by each model: yield name, part, OCR, cosines (pairs,), NaN of missing ones.

    `visual` compares images, `language` texts, `crossed` the image of either with the text of the other.
    `legibility` compares the image of each record with its own text, and takes the lesser of the two.
    """
    for model in models:
        visual = vectors.read(model, fold, column="visual")
        if visual.size:
            yield f"{model}_visual", "picture", "none", cosines(visual[pairs[0]], visual[pairs[1]])
        for ocr in ocrs:
            language = vectors.read(model, fold, column=ocr)
            if language.size:
                yield f"{model}_language", "text", ocr, cosines(language[pairs[0]], language[pairs[1]])
            if language.size and visual.size and model in BOTH:
                crossed = (
                    cosines(visual[pairs[0]], language[pairs[1]]),
                    cosines(language[pairs[0]], visual[pairs[1]]),
                )
                yield f"{model}_crossed", "crossed", ocr, np.mean(crossed, axis=0)
                own = cosines(visual, language)
                yield f"{model}_legibility", "quality", ocr, np.minimum(own[pairs[0]], own[pairs[1]])


def cosines(ones: Matrix, others: Matrix) -> Values:
    """Return the inner products (n,) of unit vectors (n, d), NaN where one is missing."""
    present = ones.any(axis=1) & others.any(axis=1)
    return np.where(present, np.einsum("ij,ij->i", ones, others).astype(float), np.nan)
