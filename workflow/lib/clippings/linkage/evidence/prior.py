"""Where labels are few: what the evidence says without any counts as some labelled queries more."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from clippings.folds import ALL, fold_numbers
from clippings.linkage.decision.sigmoid import WORTH
from clippings.linkage.evidence.comparing import QUALITY
from clippings.linkage.evidence.logistic import Prior
from clippings.linkage.evidence.pairs import CandidatePairs
from clippings.linkage.evidence.parts import EvidenceParts
from clippings.linkage.evidence.unlabelled import apply_unlabelled, fit_unlabelled
from clippings.sides import is_query

Matrix = NDArray[np.float64]
QUERIES = 100  # That are drawn.


def draw_queries(records: pd.DataFrame, *, seed: int) -> pd.Index:
    """Draw the queries of a prior by id, without replacement; none from which encoders have learned."""
    kept = is_query(records)
    if fold_numbers(records) == [ALL]:
        kept = kept & (records["split"] != "train").to_numpy()
    queries = pd.Index(records.loc[kept, "record"])
    count = min(QUERIES, len(queries))
    return queries[np.sort(np.random.default_rng(seed).choice(len(queries), count, replace=False))]


def expect_labels(
    evidence: EvidenceParts, comparisons: pd.DataFrame, pairs: CandidatePairs, *, features: Matrix, seed: int
) -> Prior | None:
    """Say how likely the pairs of the drawn queries are without labels, to learn from beside labels.

    Expectation-maximisation with few labels gives what has none less weight, lest it outvote them (Nigam et
    al. 2000); here the scorer without labels says once how likely pairs are. The drawn queries are among
    those of `pairs`, with `features` (n, d). None where there is nothing to compare without labels.
    """
    own = comparisons[~comparisons["learned"].astype(bool) & (comparisons["part"] != QUALITY)]
    fitted = fit_unlabelled(evidence.sample(own), own)
    drawn = pairs.evidence["query"].isin(draw_queries(evidence.records, seed=seed)).to_numpy()
    if fitted is None or not drawn.any():
        return None
    model, learned = fitted
    pairs = CandidatePairs(pairs.records, pairs.evidence[drawn].reset_index(drop=True))
    likely = expit(apply_unlabelled(model, learned.like(pairs.evidence), pairs, own)[1])
    queries = np.cumsum(np.diff(pairs.queries, prepend=-1) != 0) - 1
    return Prior(features[drawn], likely, queries, WORTH / (queries[-1] + 1))
