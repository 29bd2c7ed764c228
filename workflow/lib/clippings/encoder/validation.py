"""How well a model does on validation while it trains: top-1 of queries, or pairs of members."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import embed

CLOSE = 1e-6


@dataclass(frozen=True)
class Validator:
    """Queries and the fixed index of targets, as rows of a corpus; `weight` is the image's share."""

    corpus: Corpus
    queries: NDArray[np.int64]
    targets: NDArray[np.int64]
    weight: float
    measure: ClassVar[str] = "top-1"

    def evaluate(self, model: DualEncoder) -> float:
        """Return the top-1 accuracy, the mean over the OCRs; nan where there is nothing to ask."""
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


@dataclass(frozen=True)
class PairValidator:
    """Members, as rows of a corpus, each pair of them a question; those of one page are never compared.

    One threshold will cut all pairs, singletons among them, which the best neighbour of each says little of.
    """

    corpus: Corpus
    members: NDArray[np.int64]
    weight: float
    measure: ClassVar[str] = "pair precision"

    def evaluate(self, model: DualEncoder) -> float:
        """Return the average precision of the pairs, the mean over the OCRs; nan without a pair to find."""
        first, second = self._pairs()
        classes = self.corpus.classes[self.members]
        right = classes[first] == classes[second]
        if not right.any():
            return float("nan")
        vectors = embed(
            model, self.corpus, rows=self.members, parts=parts_of(self.corpus, weight=self.weight)
        )
        found = []
        for ocr in self.corpus.ocrs:
            pool = pooled(vectors, ocr=ocr, weight=self.weight)
            found.append(average_precision((pool @ pool.T)[first, second], right))
        return float(np.mean(found))

    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        first, second = np.triu_indices(len(self.members), 1)
        pages = self.corpus.records["page"].iloc[self.members].to_numpy(object)
        apart = pd.isna(pages[first]) | (pages[first] != pages[second])
        return first[apart], second[apart]


def make_validator(corpus: Corpus, *, weight: float, at_most: int, seed: int) -> Validator | PairValidator:
    """Draw at most `at_most` matched validation queries against all targets, or validation members."""
    records, draw = corpus.records, np.random.default_rng(seed)
    validation = (records["split"] == "val") & pd.notna(corpus.classes)
    members = np.flatnonzero((records["side"] == "member") & validation)
    if len(members):
        return PairValidator(corpus, np.sort(draw.permutation(members)[:at_most]), weight)
    targets = np.flatnonzero(records["side"] == "target")
    matched = pd.Series(corpus.classes).isin(corpus.classes[targets])
    rows = np.flatnonzero((records["side"] == "query") & (records["split"] == "val") & matched)
    return Validator(corpus, np.sort(draw.permutation(rows)[:at_most]), targets, weight)


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
    """Return the share of queries (q, t) whose best target is right, ties broken at random."""
    first = scores >= scores.max(axis=1, keepdims=True) - CLOSE
    return float(((first & right).sum(axis=1) / first.sum(axis=1)).mean())


def average_precision(scores: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """Average the precision at each right pair, best score first; among equals the wrong ones first."""
    order = np.lexsort((right, -scores))
    found = right[order]
    return float((np.cumsum(found) / np.arange(1, len(found) + 1))[found].mean())
