"""Why a pair was scored as it was: what each comparison adds to its log-odds, and what it weighs."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.evidence.features import Features
from clippings.linkage.evidence.scorer import LogisticScorer

INTERCEPT, RIVALS = "intercept", "rivals"
NORMAL = 1.959964  # Standard errors on either side of a 95 % interval.


def tabulate_weights(
    model: LogisticScorer,
    features: Features,
    comparisons: pd.DataFrame,
    *,
    errors: NDArray[np.float64] | None,
) -> pd.DataFrame:
    """Return the weight of each feature, by a standard deviation of it, without what names the row.

    `errors` (d,) are the standard errors of the weights, from which their 95 % intervals follow.
    """
    parts = comparisons.set_index("comparison").loc[features.comparisons].reset_index()
    spread = np.full(len(model.weights), np.nan) if errors is None else NORMAL * errors
    return parts[["comparison", "part"]].assign(
        form=features.forms, weight=model.weights, low=model.weights - spread, high=model.weights + spread
    )


def explain_pairs(
    model: LogisticScorer,
    features: Features,
    places: NDArray[np.int64],
    *,
    evidence: pd.DataFrame,
    rivals: NDArray[np.float64] | None = None,
) -> pd.DataFrame:
    """Return what each comparison adds to the log-odds of some pairs, all its forms together.

    `places` (m,) are theirs among the pairs; the column `place` says which of the m. Beside the comparisons
    stand the intercept, that of a pair with the mean of every feature, and what its `rivals` take from each
    pair, if given, so that terms add up to the score.
    """
    terms = (
        pd.DataFrame(model.terms(features.matrix[places]).T).groupby(features.comparisons, sort=False).sum().T
    )
    values, compared = evidence.iloc[places].reset_index(drop=True), list(terms)
    terms[INTERCEPT] = model.intercept
    if rivals is not None:
        terms[RIVALS] = rivals[places]
    together = terms.melt(var_name="comparison", value_name="term", ignore_index=False)
    together = (
        together.rename_axis("place").reset_index().sort_values(["place", "comparison"], ignore_index=True)
    )
    known = values[compared].melt(var_name="comparison", value_name="value", ignore_index=False)
    known = known.rename_axis("place").reset_index()
    together = together.merge(known, on=["place", "comparison"], how="left")
    pairs = values.loc[together["place"], ["query", "target"]].reset_index(drop=True)
    return pd.concat([together, pairs], axis=1)
