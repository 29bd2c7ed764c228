"""From comparisons to features: how similar a pair is, how far behind the query's best, how far ahead."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
VALUE, BEHIND, LEAD, BLANK = "value", "behind", "lead", "blank"


class Features(NamedTuple):
    """Features (pairs, d): the comparison from which each comes, which of its forms it is, and its blanks.

    `fills` stand for the values of blank pairs.
    """

    matrix: Matrix
    comparisons: list[str]
    forms: list[str]
    fills: list[float]

    def of(self, forms: Sequence[str]) -> "Features":
        """Keep the features of some forms."""
        return self.take([place for place, form in enumerate(self.forms) if form in forms])

    def take(self, places: Sequence[int]) -> "Features":
        """Keep the features at some places."""
        names, forms = ([part[place] for place in places] for part in (self.comparisons, self.forms))
        return Features(self.matrix[:, places], names, forms, [self.fills[place] for place in places])

    def damp(self, trust: Matrix) -> "Features":
        """Draw each value towards what stands for a blank, as far as it is not to be trusted (pairs, d)."""
        fills = np.array(self.fills)
        return self._replace(matrix=fills + trust * (self.matrix - fills))

    def like(self, evidence: pd.DataFrame) -> "Features":
        """Make the same features of other pairs, those of a query together."""
        margins, forms = not {BEHIND, LEAD}.isdisjoint(self.forms), dict[str, dict[str, Matrix]]()
        matrix = np.empty((len(evidence), len(self.forms)))
        for place, (name, form, fill) in enumerate(zip(*self[1:], strict=True)):
            if name not in forms:
                forms[name] = forms_of(evidence, name, margins=margins)
            blank = forms[name][BLANK] > 0
            column = forms[name][form]
            matrix[:, place] = column if form == BLANK else np.where(blank, fill, column)
        return self._replace(matrix=matrix)


def feature_sets(evidence: pd.DataFrame, comparisons: Sequence[str]) -> list[Features]:
    """Return the features that a scorer with labels may choose from: without leads, and with them.

    The second begins with the first, which is a view of it.
    """
    features = make_features(evidence, comparisons, margins=True)
    without = len(features.forms) - features.forms.count(LEAD)
    smaller = features.take(list(range(without)))
    return [smaller._replace(matrix=features.matrix[:, :without]), features]


def make_features(evidence: pd.DataFrame, comparisons: Sequence[str], *, margins: bool) -> Features:
    """Make the features of candidate pairs, those of a query together.

    A comparison gives its value, a blank one the mean and a mark; with `margins` also how far the value lies
    behind the best of the query, and, for the best, how far ahead of the second. These leads come last.
    """
    columns: list[tuple[str, str, float, Matrix]] = []
    for name in comparisons:
        blank = evidence[name].isna().to_numpy()
        if blank.all():
            continue
        forms = forms_of(evidence, name, margins=margins)
        mean = float(forms[VALUE][~blank].mean())
        forms[VALUE][blank] = mean
        columns += [
            (name, form, mean if form == VALUE else 0.0, column)
            for form, column in forms.items()
            if form != BLANK or blank.any()
        ]
    columns.sort(key=lambda column: column[1] == LEAD)
    names, kinds, fills, values = map(list, zip(*columns, strict=True)) if columns else ([], [], [], [])
    return Features(np.column_stack(values) if values else np.zeros((len(evidence), 0)), names, kinds, fills)


def forms_of(evidence: pd.DataFrame, name: str, *, margins: bool) -> dict[str, Matrix]:
    """Return the forms (pairs,) of one comparison; values are NaN where it is blank, margins 0."""
    values = evidence[name].to_numpy(float, copy=True)
    blank = np.isnan(values)
    forms = {VALUE: values, BLANK: blank.astype(float)}
    if margins:
        queries = evidence["query"].to_numpy()
        starts = np.flatnonzero(np.r_[len(queries) > 0, queries[1:] != queries[:-1]])
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
