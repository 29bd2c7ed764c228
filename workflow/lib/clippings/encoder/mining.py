"""Hard negatives: for each class, the other classes that the model finds nearest."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import embed
from clippings.encoder.validation import pooled

CHUNK = 1024


def training_members(corpus: Corpus) -> dict[str, NDArray[np.int64]]:
    """Group the records of the training split by class; those without truth are left out."""
    rows = pd.Series(np.arange(len(corpus.records)))[(corpus.records["split"] == "train").to_numpy()]
    names = pd.Series(corpus.classes)[rows]
    return {str(name): found.to_numpy() for name, found in rows.groupby(names.to_numpy())}


def mine_hard_negatives(
    model: DualEncoder, corpus: Corpus, *, neighbours: int, weight: float
) -> pd.DataFrame:
    """List the `neighbours` classes nearest to each training class, by the means of their vectors.

    The columns are those of the `hard_negatives` table; ties go to the name that sorts first.
    """
    members = training_members(corpus)
    names = np.array(sorted(members), dtype=object)
    means = _class_means(model, corpus, [members[name] for name in names], weight=weight)
    count = min(neighbours, max(0, len(names) - 1))
    tables = [
        _nearest(means[start : start + CHUNK] @ means.T, names, start=start, count=count)
        for start in range(0, len(names), CHUNK)
    ]
    columns = ["entity", "rank", "negative", "score"]
    return pd.concat([pd.DataFrame(columns=columns), *tables], ignore_index=True)


def _class_means(
    model: DualEncoder, corpus: Corpus, groups: list[NDArray[np.int64]], *, weight: float
) -> NDArray[np.float32]:
    rows = np.concatenate([np.zeros(0, np.int64), *groups])
    vectors = embed(model, corpus, rows=rows)
    pool = sum(pooled(vectors, ocr=ocr, weight=weight) for ocr in ("noisy", "clean"))
    starts = np.cumsum([0, *(len(group) for group in groups)])[:-1]
    means = np.add.reduceat(pool, starts, axis=0) if len(groups) else np.zeros((0, model.width))
    return means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)


def _nearest(
    scores: NDArray[np.float32], names: NDArray[np.object_], *, start: int, count: int
) -> pd.DataFrame:
    """Take the best `count` of each row of scores (n, classes), the class itself left out."""
    rows = np.arange(len(scores))
    scores[rows, start + rows] = -np.inf
    best = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return pd.DataFrame(
        {
            "entity": np.repeat(names[start + rows], count),
            "rank": np.tile(np.arange(1, count + 1), len(rows)),
            "negative": names[best.ravel()],
            "score": np.take_along_axis(scores, best, axis=1).ravel().astype(float),
        }
    )
