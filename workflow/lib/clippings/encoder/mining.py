"""Hard negatives: for each class, the other classes that the model finds nearest."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import embed
from clippings.encoder.validation import parts_of, pooled
from clippings.running import say

CHUNK = 1024


def mine_hard_negatives(
    model: DualEncoder,
    corpus: Corpus,
    *,
    members: Mapping[str, NDArray[np.int64]],
    neighbours: int,
    weight: float,
) -> dict[str, list[str]]:
    """List for each class of `members` the `neighbours` nearest others by the means of their vectors.

    Nearest first; ties go to the name that sorts first.
    """
    names = sorted(members)
    means = _class_means(model, corpus, [members[name] for name in names], weight=weight)
    count = min(neighbours, len(names) - 1)
    mined: dict[str, list[str]] = {}
    for start in range(0, len(names), CHUNK):
        nearest = _nearest(means[start : start + CHUNK] @ means.T, start=start, count=count)
        mined |= {names[start + row]: [names[i] for i in found] for row, found in enumerate(nearest)}
    say(f"{count} hard negatives for each of {len(names)} classes")
    return mined


def _class_means(
    model: DualEncoder, corpus: Corpus, groups: list[NDArray[np.int64]], *, weight: float
) -> NDArray[np.float32]:
    """Average the vectors of each group of records, over the OCRs, to unit length (groups, d)."""
    rows = np.concatenate(groups)
    vectors = embed(model, corpus, rows=rows, parts=parts_of(corpus, weight=weight))
    pool = sum(pooled(vectors, ocr=ocr, weight=weight) for ocr in corpus.ocrs)
    starts = np.cumsum([0, *(len(group) for group in groups)])[:-1]
    means = np.add.reduceat(pool, starts, axis=0)
    return means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)


def _nearest(scores: NDArray[np.float32], *, start: int, count: int) -> NDArray[np.int64]:
    """Find the best `count` columns of each row of scores (n, classes), the class itself left out."""
    rows = np.arange(len(scores))
    scores[rows, start + rows] = -np.inf
    return np.argsort(-scores, axis=1, kind="stable")[:, :count]
