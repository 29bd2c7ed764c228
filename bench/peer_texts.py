"""What a tool that links records is given, and what it returns."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process

Scores = NDArray[np.float64]  # (q, t), higher is more alike; NaN where a tool compares nothing.
Marks = NDArray[np.bool_]
SEED = 0


@dataclass(frozen=True)
class Texts:
    """The folded texts of queries (q, fields) and targets (t, fields), None where empty, and the truth.

    `groups` are the homonym groups of both, None where unknown. `training` marks the queries (q,) of the
    training part of each fold, whose labels a tool may see.
    """

    queries: pd.DataFrame
    targets: pd.DataFrame
    groups: tuple[NDArray[np.object_], NDArray[np.object_]]
    training: list[Marks]

    @property
    def shape(self) -> tuple[int, int]:
        """Return the numbers of queries and targets."""
        return len(self.queries), len(self.targets)

    def matches(self, seen: Marks) -> Marks:
        """Mark the true pairs (seen, t) of some queries."""
        of_queries, of_targets = self.groups
        return np.asarray(of_queries[seen][:, None] == of_targets)

    def sorted_words(self) -> "Texts":
        """Return the same texts with the words of each in alphabetical order."""
        queries, targets = (
            side.map(lambda text: text and " ".join(sorted(text.split()))).add_suffix("_sorted")
            for side in (self.queries, self.targets)
        )
        return replace(self, queries=queries, targets=targets)

    def both_orders(self) -> "Texts":
        """Return each text twice: its words as they were read, and in alphabetical order."""
        other = self.sorted_words()
        return replace(
            self, queries=self.queries.join(other.queries), targets=self.targets.join(other.targets)
        )


def mean_similarity(queries: pd.DataFrame, targets: pd.DataFrame, scorer: Callable[..., Any]) -> Scores:
    """Average a similarity of rapidfuzz over fields (q, t); an empty field is unlike all others."""
    similarities = [
        process.cdist(queries[field], targets[field], scorer=scorer, dtype=np.float32) for field in queries
    ]
    return np.asarray(np.mean(similarities, axis=0, dtype=float))
