"""Measures of string similarity, by name; each is 1 for equal texts and lies between 0 and 1."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

Comparison = Callable[[list[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Measure:
    """How texts are compared, and whether their spelling is folded first.

    `against` prepares the target texts (m) once and gives a function from query texts (n) to scores (n, m).
    """

    against: Callable[[list[str], int], Comparison]
    folded: bool


def edit_similarity(targets: list[str], threads: int) -> Comparison:
    """Compare by 1 − edits / length of the longer text (Levenshtein 1966)."""

    def compare(queries: list[str]) -> NDArray[np.float32]:
        return process.cdist(
            queries,
            targets,
            scorer=Levenshtein.normalized_similarity,
            dtype=np.float32,
            workers=threads,
        )

    return compare


MEASURES = {
    "levenshtein": Measure(edit_similarity, folded=False),
    "levenshtein_normalised": Measure(edit_similarity, folded=True),
}


def measure_named(name: str) -> Measure:
    """Look up a measure; raise ValueError naming those there are."""
    if name not in MEASURES:
        raise ValueError(f"linkage: measure {name!r} is unknown, expected one of {', '.join(MEASURES)}")
    return MEASURES[name]
