"""dedupe: a Gazetteer that learns which pairs to compare, and how to weigh the comparisons, from labels."""

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from peer_texts import SEED, Marks, Scores, Texts, mean_similarity
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

HARD, EASY = 5, 5  # Wrong targets of a training query that it learns from: the most alike, and any.


def by_dedupe(texts: Texts, *, words: bool) -> Iterator[Scores]:
    """Search with a Gazetteer that learned blocking and weights from labels: log-odds of what it finds."""
    from joblib import parallel_config

    for seen in texts.training:
        random.seed(SEED)
        np.random.seed(SEED)
        # Its grid search takes all cores; in processes, the table would miss their seconds and memory.
        with parallel_config(backend="threading"):
            scores = gazetteer_scores(texts, seen, words=words)
        yield scores


def gazetteer_scores(texts: Texts, seen: Marks, *, words: bool) -> Scores:
    """Train a Gazetteer on some queries and their right and wrong targets; return log-odds (q, t)."""
    import dedupe

    queries, targets = (dict(enumerate(side.to_dict("records"))) for side in (texts.queries, texts.targets))
    gazetteer = dedupe.Gazetteer(dedupe_variables(texts, words=words), num_cores=0)
    gazetteer.mark_pairs(
        {
            kind: [(queries[query], targets[target]) for query, target in pairs]
            for kind, pairs in told_pairs(texts, seen).items()
        }
    )
    gazetteer.prepare_training({query: queries[query] for query in np.flatnonzero(seen)}, targets)
    gazetteer.train(recall=1.0, index_predicates=True)
    gazetteer.index(targets)
    probabilities = np.full(texts.shape, np.nan)
    for query, found in gazetteer.search(queries, n_matches=None, generator=True):
        for target, probability in found:
            probabilities[query, target] = probability
    # Probabilities come in single precision, in which one may round to 1.
    probabilities = np.clip(probabilities, np.finfo(np.float32).tiny, 1 - np.finfo(np.float32).epsneg)
    return np.asarray(np.log(probabilities / (1 - probabilities)))


def told_pairs(texts: Texts, seen: Marks) -> dict[str, list[tuple[int, int]]]:
    """Choose the pairs that dedupe learns from: all that match, and HARD and EASY others a training query."""
    alike = mean_similarity(texts.queries[seen], texts.targets, Levenshtein.normalized_similarity)
    true, rows = texts.matches(seen), np.flatnonzero(seen)
    hard = np.argsort(np.where(true, np.inf, -alike), axis=1, kind="stable")[:, :HARD]
    easy = np.random.default_rng(SEED).integers(len(texts.targets), size=(len(rows), EASY))
    false = np.zeros_like(true)
    np.put_along_axis(false, np.hstack([hard, easy]), True, axis=1)
    chosen = {"match": np.nonzero(true), "distinct": np.nonzero(false & ~true)}
    return {kind: [*zip(rows[places], found, strict=True)] for kind, (places, found) in chosen.items()}


def dedupe_variables(texts: Texts, *, words: bool) -> list[Any]:
    """Compare each field as a string by affine gaps and Levenshtein, its words as a text and as a set."""
    from dedupe import variables

    chosen: list[Any] = []
    for field in texts.queries:
        both = pd.concat([texts.queries[field], texts.targets[field]])
        empty = {"has_missing": bool(both.isna().any())}
        chosen.append(variables.String(field, **empty))
        chosen.append(variables.Custom(field, comparator=Levenshtein.normalized_similarity, **empty))
        if words:
            chosen.append(variables.Text(field, corpus=both.dropna().tolist(), **empty))
            chosen.append(variables.Custom(field, comparator=token_set, **empty))
    return chosen


def token_set(one: str, other: str) -> float:
    """Compare two texts by the words that they share, from 0 to 1."""
    return fuzz.token_set_ratio(one, other) / 100
