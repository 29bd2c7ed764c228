"""From comparisons to features: how similar a pair is, how far behind the query's best, how far ahead."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
VALUE, BEHIND, LEAD, BLANK = "value", "behind", "lead", "blank"


class Features(NamedTuple):
    """Features (pairs, d), the comparison from which each comes, and which of its forms it is."""

    matrix: Matrix
    comparisons: list[str]
    forms: list[str]

    def of(self, forms: Sequence[str]) -> "Features":
        """Keep the features of some forms."""
        kept = [place for place, form in enumerate(self.forms) if form in forms]
        return Features(
            self.matrix[:, kept],
            [self.comparisons[place] for place in kept],
            [self.forms[place] for place in kept],
        )


def feature_sets(evidence: pd.DataFrame, comparisons: Sequence[str]) -> list[Features]:
    """Return the features that a scorer with labels may choose from: without leads, and with them."""
    features = make_features(evidence, comparisons, margins=True)
    return [features.of([VALUE, BLANK, BEHIND]), features]


def make_features(evidence: pd.DataFrame, comparisons: Sequence[str], *, margins: bool) -> Features:
    """Make the features of candidate pairs, those of a query together.

    A comparison gives its value, a blank one the mean and a mark; with `margins` also how far the value lies
    behind the best of the query, and, for the best, how far ahead of the second.
    """
    columns: list[tuple[str, str, Matrix]] = []
    for name in comparisons:
        blank = evidence[name].isna().to_numpy()
        if blank.all():
            continue
        forms = forms_of(evidence, name, margins=margins)
        forms[VALUE][blank] = forms[VALUE][~blank].mean()
        columns += [(name, form, column) for form, column in forms.items() if form != BLANK or blank.any()]
    matrix = np.column_stack([column for *_, column in columns]) if columns else np.zeros((len(evidence), 0))
    return Features(matrix, [name for name, *_ in columns], [form for _, form, _ in columns])


def forms_of(evidence: pd.DataFrame, name: str, *, margins: bool) -> dict[str, Matrix]:
    """Return the forms (pairs,) of one comparison; values are NaN where it is blank, margins 0."""
    values = evidence[name].to_numpy(float, copy=True)
    blank = np.isnan(values)
    forms = {VALUE: values, BLANK: blank.astype(float)}
    if margins:
        queries = evidence["query"].to_numpy()
        starts = np.flatnonzero(np.r_[True, queries[1:] != queries[:-1]])
        sizes = np.diff(np.r_[starts, len(queries)])
        forms |= zip((BEHIND, LEAD), _margins(np.where(blank, -np.inf, values), starts, sizes), strict=True)
    return forms


def _margins(values: Matrix, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """Return how far each value is behind the best of its query, the best ahead of the second; blanks 0."""
    groups = np.repeat(np.arange(len(starts)), sizes)
    order = np.lexsort((-values, groups))  # Queries stay in place, the best of each comes first.
    best, second = values[order][starts], np.full(len(starts), -np.inf)
    second[sizes > 1] = values[order][starts[sizes > 1] + 1]
    known = np.isfinite(values)
    behind = np.where(known, np.repeat(best, sizes) - np.where(known, values, 0), 0.0)
    lead = np.zeros(len(values))
    ahead = np.isfinite(second)
    lead[order[starts[ahead]]] = best[ahead] - second[ahead]
    return behind, lead
