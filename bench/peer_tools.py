"""The tools that link the same records, each in the configuration that did best on validation."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from peer_dedupe import by_dedupe
from peer_splink import by_splink
from peer_texts import Scores, Texts, mean_similarity
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein


def by_rapidfuzz(texts: Texts, *, scorer: Callable[..., Any]) -> Iterator[Scores]:
    """Average a similarity over the fields."""
    mean = mean_similarity(texts.queries, texts.targets, scorer)
    yield from (mean for _ in texts.training)


def by_recordlinkage(texts: Texts, *, measures: tuple[str, ...]) -> Iterator[Scores]:
    """Weigh measures of each field by logistic regression on all pairs of training queries: log-odds."""
    import recordlinkage

    compare = recordlinkage.Compare()
    for field in texts.queries:
        for measure in measures:
            compare.string(field, field, method=measure, label=f"{field} {measure}")
    index = recordlinkage.Index()
    index.full()
    pairs = index.index(texts.queries, texts.targets)
    vectors = compare.compute(pairs, texts.queries, texts.targets)
    places = np.arange(len(pairs)).reshape(texts.shape)
    for seen in texts.training:
        classifier = recordlinkage.LogisticRegressionClassifier(class_weight="balanced", max_iter=1000)
        classifier.fit(vectors.iloc[places[seen].ravel()], pairs[places[seen][texts.matches(seen)]])
        yield classifier.kernel.decision_function(vectors.to_numpy()).reshape(texts.shape)


class Peer(NamedTuple):
    """A tool in one configuration: does it learn from labels, and is it for texts of several words?"""

    tool: str
    configuration: str
    learns: bool
    words: bool
    scores: Callable[[Texts], Iterator[Scores]]

    def of(self, texts: Texts) -> Iterator[Scores]:
        """Yield the scores (q, t) of each fold; raise ValueError where there are no labels to learn from."""
        if self.learns and not all(seen.any() for seen in texts.training):
            raise ValueError(
                f"{self.tool}: found a fold without queries that train, expected labels to learn from"
            )
        return self.scores(texts)

    def described(self) -> dict[str, str]:
        """Return what the table says of it."""
        labels = "training part" if self.learns else "none"
        return {"tool": self.tool, "configuration": self.configuration, "labels": labels}


# What else was tried: docs/bench.md.
LEVENSHTEIN = Levenshtein.normalized_similarity
MEASURES = ("jarowinkler", "levenshtein", "qgram")
LOGISTIC = "logistic on Jaro-Winkler, Levenshtein, q-grams"
PEERS = [
    Peer("rapidfuzz", "Levenshtein, mean of fields", False, False, partial(by_rapidfuzz, scorer=LEVENSHTEIN)),
    Peer("recordlinkage", LOGISTIC, True, False, partial(by_recordlinkage, measures=MEASURES)),
    Peer("splink", "nine edit ratios, EM", False, False, partial(by_splink, labels=False)),
    Peer("splink", "nine edit ratios, labels", True, False, partial(by_splink, labels=True)),
    Peer("dedupe", "String, Levenshtein", True, False, partial(by_dedupe, words=False)),
    Peer("rapidfuzz", "token set", False, True, partial(by_rapidfuzz, scorer=fuzz.token_set_ratio)),
    Peer(
        "recordlinkage",
        f"{LOGISTIC}, of words as read and sorted",
        True,
        True,
        lambda texts: by_recordlinkage(texts.both_orders(), measures=MEASURES),
    ),
    Peer(
        "splink",
        "nine edit ratios of sorted words, EM",
        False,
        True,
        lambda texts: by_splink(texts.sorted_words(), labels=False),
    ),
    Peer(
        "splink",
        "nine edit ratios of sorted words, shares of common words, labels",
        True,
        True,
        lambda texts: by_splink(texts.sorted_words(), labels=True, words=True),
    ),
    Peer("dedupe", "String, Text, Levenshtein, token set", True, True, partial(by_dedupe, words=True)),
]
