"""Captions as the runs of words that they share: Jaccard similarity of sets of word n-grams."""

import unicodedata
from collections.abc import Sequence
from functools import cache, partial
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from clippings import running
from clippings.linkage.grams import count_grams, jaccard
from clippings.linkage.objectives import Objective
from clippings.linkage.ranking import Pairs, best_of
from clippings.linkage.text_search import compare_texts
from clippings.sides import restrict_to_queries


class WordSearch:
    """Compare by the Jaccard similarity of sets of word n-grams, through an index of who has which n-gram.

    Only texts that share an n-gram are ever paired.
    """

    def __init__(self, queries: Sequence[str], targets: Sequence[str], *, length: int) -> None:
        self._queries, targets_by_gram = count_grams(queries, targets, partial(word_grams, length=length))
        self._having = targets_by_gram.T.tocsr()
        self._sizes = tuple(np.asarray(side.sum(axis=1), float) for side in (self._queries, targets_by_gram))

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of query rows and all ties with the first; rows count from the slice's."""
        shared = (self._queries[rows] @ self._having).tocoo()
        sizes = self._sizes[0][rows][shared.row], self._sizes[1][shared.col]
        scores = jaccard(shared.data.astype(float), *sizes).astype(float)
        # The k-th best of each row bars most pairs from being sorted.
        ends = np.searchsorted(shared.row, np.arange(shared.shape[0] + 1))
        bars = [_kth(scores[start:end], k) for start, end in pairwise(ends)]
        kept = scores >= np.repeat(bars, np.diff(ends))
        return best_of(
            Pairs(shared.row[kept].astype(np.int64), shared.col[kept].astype(np.int64), scores[kept]), k
        )


def compare_words(
    records: pd.DataFrame, *, ocr: str, lengths: Sequence[int], k: int, objective: Objective, threads: int = 1
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Find for each query the k targets that share most n-grams of words, n chosen on validation by `objective`.

    Of equally good n the finer score decides, then the smallest wins. Returns the neighbours, and n (`length`)
    with its scores and the whole curve.
    """
    texts, asked = records[ocr].fillna(""), restrict_to_queries(records, ["val"])
    curve, count = [], 0
    for length in lengths:
        search = partial(WordSearch, length=length)
        found = compare_texts(asked, texts.loc[asked.index], search=search, k=objective.k, threads=threads)
        score, tie_breaker, count = objective.score(found, asked)
        running.say(f"{length} words: {objective.name} {score:.4f} on validation")
        curve.append(
            {"length": length, objective.name: round(score, 6), "tie_breaker": round(tie_breaker, 6)}
        )
    best = min(curve, key=lambda at: (-at[objective.name], -at["tie_breaker"], at["length"]))
    search = partial(WordSearch, length=int(best["length"]))
    neighbours = compare_texts(records, texts, search=search, k=k, threads=threads)
    return neighbours, {**best, objective.counted: count, "curve": curve}


def word_grams(text: str, length: int) -> set[tuple[str, ...]]:
    """Return the set of runs of `length` words of a text; one of fewer is one run, one of none has none."""
    found = words(text)
    last = max(len(found) - length, 0)
    return {tuple(found[start : start + length]) for start in range(last + 1)} if found else set()


def words(text: str) -> list[str]:
    """List the words of a text lower-cased: runs of letters, their marks and digits, of every script."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    return "".join(character if _in_word(character) else " " for character in lowered).split()


@cache
def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _kth(scores: np.ndarray, k: int) -> float:
    """Return the k-th best of scores, or the least where there are fewer."""
    if not len(scores):
        return 0.0
    place = max(len(scores) - k, 0)
    return float(np.partition(scores, place)[place])
