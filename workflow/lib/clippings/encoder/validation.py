"""How well a model does on validation while it trains: top-1 of queries, or pairs of members."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import embed_pooled

CLOSE = 1e-6
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Validator:
    """Queries and the exemplar index of targets, as rows of a corpus; `weight` is the image's share."""

    corpus: Corpus
    queries: Rows
    targets: Rows
    weight: float
    measure: ClassVar[str] = "top-1"

    def evaluate(self, model: DualEncoder) -> float:
        """Return the top-1 accuracy, the mean over the OCRs; nan without queries or targets."""
        if not len(self.queries) or not len(self.targets):
            return float("nan")
        queries, targets = (
            embed_pooled(model, self.corpus, rows=rows, weight=self.weight)
            for rows in (self.queries, self.targets)
        )
        right = self.corpus.classes[self.queries][:, None] == self.corpus.classes[self.targets][None]
        pairs = zip(queries, targets, strict=True)
        return float(np.mean([expected_top1(query @ target.T, right) for query, target in pairs]))


@dataclass(frozen=True)
class PairValidator:
    """Members, as rows of a corpus: all pairs of them but those of one page are compared.

    One threshold will cut all pairs, singletons among them, of which the best neighbour of each says little.
    """

    corpus: Corpus
    members: Rows
    weight: float
    measure: ClassVar[str] = "pair precision"

    def evaluate(self, model: DualEncoder) -> float:
        """Return the average precision of the pairs, the mean over the OCRs; nan without a pair to find."""
        first, second = self._pairs()
        classes = self.corpus.classes[self.members]
        right = classes[first] == classes[second]
        if not right.any():
            return float("nan")
        pools = embed_pooled(model, self.corpus, rows=self.members, weight=self.weight)
        return float(np.mean([average_precision((pool @ pool.T)[first, second], right) for pool in pools]))

    def _pairs(self) -> tuple[Rows, Rows]:
        first, second = np.triu_indices(len(self.members), 1)
        pages = self.corpus.records["page"].iloc[self.members].to_numpy(object)
        apart = pd.isna(pages[first]) | (pages[first] != pages[second])
        return first[apart], second[apart]


def make_validator(corpus: Corpus, *, weight: float, at_most: int, seed: int) -> Validator | PairValidator:
    """Sample at most `at_most` matched validation queries against all targets, or validation members."""
    records, generator = corpus.records, np.random.default_rng(seed)
    validation = (records["split"] == "val") & pd.notna(corpus.classes)
    members = np.flatnonzero((records["side"] == "member") & validation)
    if len(members):
        return PairValidator(corpus, np.sort(generator.permutation(members)[:at_most]), weight)
    targets = np.flatnonzero(records["side"] == "target")
    matched = pd.Series(corpus.classes).isin(corpus.classes[targets])
    queries = np.flatnonzero((records["side"] == "query") & (records["split"] == "val") & matched)
    return Validator(corpus, np.sort(generator.permutation(queries)[:at_most]), targets, weight)


def expected_top1(scores: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """Return the share of queries (q, t) whose best target is right, ties broken at random."""
    first = scores >= scores.max(axis=1, keepdims=True) - CLOSE
    return float(((first & right).sum(axis=1) / first.sum(axis=1)).mean())


def average_precision(scores: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """Average the precision at each right pair, best score first; among equals the wrong ones first."""
    ranked = right[np.lexsort((right, -scores))]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked].mean())
