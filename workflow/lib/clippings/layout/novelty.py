"""Pages unlike all labelled ones."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.layout.features import Features, line_features
from clippings.layout.ink import INK

# A page of this novelty looks unlike the labelled ones; the novelty of a page like these is about 0.5.
UNLIKE = 0.8
# Differences beyond so many standard deviations count as these, so that no single feature decides.
FURTHEST = 5.0


def page_novelty(labelled: pd.DataFrame, lines: pd.DataFrame) -> "pd.Series[float]":
    """Measure from 0 to 1 how much each other page of `lines` differs from the labelled pages of its source.

    The novelty of a line is its rank among labelled lines, by the distance to the nearest labelled line of
    another page (of the same page where one alone is labelled); that of a page is the mean of its lines.
    It is missing where a single line is labelled; raise ValueError where no page of a source is.
    """
    lines = lines[~lines["page"].isin(labelled["page"])]
    novelty = pd.Series(np.nan, index=lines.index)
    for source, here in lines.groupby("source"):
        known = labelled[labelled["source"] == source]
        if len(known) == 0:
            raise ValueError(f"source {source}: no labelled page, expected at least one to compare with")
        novelty[here.index] = _line_novelty(known, here)
    return novelty.groupby(lines["page"], sort=False).mean().rename("novelty")


def _line_novelty(known: pd.DataFrame, lines: pd.DataFrame) -> NDArray[np.float64]:
    """Rank lines (n,) of one source among its labelled lines, from 0 to 1."""
    known = known.dropna(subset=INK).reset_index(drop=True)
    vectors, new = line_features(known), line_features(lines)
    scale = pd.DataFrame(vectors).agg(["mean", "std"]).to_numpy()
    vectors, new = (_standardised(features, *scale) for features in (vectors, new))
    # Lines of one page resemble each other more than those of two: they are no neighbours of each other.
    group = known["page" if known["page"].nunique() > 1 else "line"]
    apart = [group.to_numpy() != name for name in group.unique()]
    if len(apart) == 1:
        return np.full(len(lines), np.nan)
    reference, distances = np.zeros(len(known)), np.zeros(len(lines))
    for others in apart:
        reference[~others] = _nearest(vectors[~others], vectors[others])
        # New lines, too, are compared with all groups but one, each in turn, so that both look equally far.
        distances += _nearest(new, vectors[others]) / len(apart)
    return np.searchsorted(np.sort(reference), distances) / len(reference)


def _standardised(features: Features, mean: Features, deviation: Features) -> Features:
    scaled = np.divide(features - mean, deviation, out=np.zeros_like(features), where=deviation > 0)
    return np.asarray(np.nan_to_num(np.clip(scaled, -FURTHEST, FURTHEST)))


def _nearest(vectors: Features, known: Features) -> NDArray[np.float64]:
    """Return the distances (n,) of vectors (n, d) to the nearest known one (m, d)."""
    from sklearn.metrics import pairwise_distances_argmin_min

    return np.asarray(pairwise_distances_argmin_min(vectors, known)[1])
