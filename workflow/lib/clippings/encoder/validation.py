"""Top-1 accuracy of validation queries against all targets, while a model trains."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import embed

CLOSE = 1e-6


@dataclass(frozen=True)
class Exam:
    """Queries and the fixed index of targets, as rows of a corpus; `weight` is the image's share."""

    corpus: Corpus
    queries: NDArray[np.int64]
    targets: NDArray[np.int64]
    weight: float

    def accuracy(self, model: DualEncoder) -> float:
        """Give the top-1 accuracy, the mean over the OCRs; nan where there is nothing to ask."""
        if not len(self.queries) or not len(self.targets):
            return float("nan")
        parts = parts_of(self.corpus, weight=self.weight)
        asked = embed(model, self.corpus, rows=self.queries, parts=parts)
        index = embed(model, self.corpus, rows=self.targets, parts=parts)
        right = self.corpus.classes[self.queries][:, None] == self.corpus.classes[self.targets][None]
        scores = [
            pooled(asked, ocr=ocr, weight=self.weight) @ pooled(index, ocr=ocr, weight=self.weight).T
            for ocr in self.corpus.ocrs
        ]
        return float(np.mean([expected_top1(score, right) for score in scores]))


def set_exam(corpus: Corpus, *, weight: float, at_most: int, seed: int) -> Exam:
    """Draw at most `at_most` matched validation queries; the targets are all there are."""
    records = corpus.records
    targets = np.flatnonzero(records["side"] == "target")
    matched = pd.Series(corpus.classes).isin(corpus.classes[targets])
    rows = np.flatnonzero((records["side"] == "query") & (records["split"] == "val") & matched)
    drawn = np.random.default_rng(seed).permutation(rows)[:at_most]
    return Exam(corpus, np.sort(drawn), targets, weight)


def parts_of(corpus: Corpus, *, weight: float) -> list[str]:
    """List what must be embedded where the image has the share `weight`: images, texts of each OCR."""
    return ["visual"] * (weight > 0) + [ocr for ocr in corpus.ocrs if weight < 1]


def pooled(vectors: dict[str, NDArray[np.float32]], *, ocr: str, weight: float) -> NDArray[np.float32]:
    """Pool image and text vectors (n, d) with the image's share `weight`, to unit length."""
    mixed = np.zeros((1, 1), np.float32)
    if weight > 0:
        mixed = mixed + weight * vectors["visual"]
    if weight < 1:
        mixed = mixed + (1 - weight) * vectors[ocr]
    return mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-12)


def expected_top1(scores: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """Give the share of queries (q, t) whose best target is right, ties broken at random."""
    first = scores >= scores.max(axis=1, keepdims=True) - CLOSE
    return float(((first & right).sum(axis=1) / first.sum(axis=1)).mean())
