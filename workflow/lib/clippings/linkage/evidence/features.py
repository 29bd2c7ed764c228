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
    """Return the features that a scorer with labels may choose from: without leads, and with them.

    The second begins with the first, which is a view of it.
    """
    features = make_features(evidence, comparisons, margins=True)
    without = len(features.forms) - features.forms.count(LEAD)
    smaller = Features(features.matrix[:, :without], features.comparisons[:without], features.forms[:without])
    return [smaller, features]


def make_features(evidence: pd.DataFrame, comparisons: Sequence[str], *, margins: bool) -> Features:
    """Make the features of candidate pairs, those of a query together.

    A comparison gives its value, a blank one the mean and a mark; with `margins` also how far the value lies
    behind the best of the query, and, for the best, how far ahead of the second. These leads come last.
    """
    columns: list[tuple[str, str, Matrix]] = []
    for name in comparisons:
        blank = evidence[name].isna().to_numpy()
        if blank.all():
            continue
        forms = forms_of(evidence, name, margins=margins)
        forms[VALUE][blank] = forms[VALUE][~blank].mean()
        columns += [(name, form, column) for form, column in forms.items() if form != BLANK or blank.any()]
    columns.sort(key=lambda column: column[1] == LEAD)
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
    known, best = np.isfinite(values), np.repeat(np.maximum.reduceat(values, starts), sizes)
    behind = np.zeros(len(values))
    np.subtract(best, values, out=behind, where=known)
    first = known & (behind == 0)
    second = np.repeat(np.maximum.reduceat(np.where(first, -np.inf, values), starts), sizes)
    alone = np.repeat(np.add.reduceat(first.astype(int), starts), sizes) == 1
    lead = np.zeros(len(values))
    np.subtract(best, second, out=lead, where=first & alone & np.isfinite(second))
    return behind, lead
