"""A prior for few labels: guesses of the scorer without labels count as a few labelled queries."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from clippings.folds import ALL, fold_numbers
from clippings.linkage.decision.sigmoid import WORTH
from clippings.linkage.evidence.comparing import QUALITY
from clippings.linkage.evidence.logistic import Prior
from clippings.linkage.evidence.pairs import CandidatePairs
from clippings.linkage.evidence.parts import EvidenceParts, are_compared
from clippings.linkage.evidence.unlabelled import apply_unlabelled, fit_unlabelled
from clippings.sides import is_query

Matrix = NDArray[np.float64]
QUERIES = 100  # Queries that are drawn.


def draw_queries(records: pd.DataFrame, *, seed: int) -> pd.Index:
    """Return the ids of some queries, without replacement; without folds none of the training split."""
    kept = is_query(records)
    if fold_numbers(records) == [ALL]:
        kept = kept & (records["split"] != "train").to_numpy()
    queries = pd.Index(records.loc[kept, "record"])
    count = min(QUERIES, len(queries))
    return queries[np.sort(np.random.default_rng(seed).choice(len(queries), count, replace=False))]


def expect_labels(
    evidence: EvidenceParts,
    comparisons: pd.DataFrame,
    pairs: CandidatePairs,
    *,
    drawn: pd.Index,
    features: Matrix,
) -> Prior | None:
    """Guess by the scorer without labels how likely the pairs of `drawn` queries are, to learn from.

    Expectation-maximisation with few labels gives what has none less weight, lest it outvote them (Nigam et
    al. 2000); here the guesses are made once. They are those of the row without labels: pairs that labels
    alone made candidates, and those that it compares in nothing, are left out. `pairs` (n,) are those of more
    queries, with `features` (n, d). None where there is nothing to compare without labels.
    """
    own = comparisons[~comparisons["learned"].astype(bool) & (comparisons["part"] != QUALITY)]
    fitted = fit_unlabelled(evidence.sample(own), own)
    kept = pairs.evidence["query"].isin(drawn) & are_compared(pairs.evidence, own, labelled=False)
    if fitted is None or not kept.any():
        return None
    model, learned = fitted
    guessed = CandidatePairs(pairs.records, pairs.evidence[kept].reset_index(drop=True))
    likely = expit(apply_unlabelled(model, learned.like(guessed.evidence), guessed, own)[1])
    number, count = np.cumsum(np.diff(guessed.queries, prepend=-1) != 0), len(guessed.starts)
    entities = guessed.entities
    clusters = np.where(entities < 0, pairs.entities.max() + number, entities)
    return Prior(features[kept.to_numpy()], likely, clusters, min(1.0, WORTH / count))
