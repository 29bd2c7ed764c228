"""Blocking rules, and the values of records by which they block: what the column `blocking` of records holds.

A cell is JSON: a list of rules, each with its columns, of which each has the value of the record and the
tolerance, null where values must be equal: `[{"prefecture": ["東京", null], "year": [1887.0, 5]}]`. So the
rules come along wherever records are searched. A value is null where it is blank.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.running import say
from clippings.values import read_amount, read_year

EQUAL = "equal"
READERS = {"date": read_year, "number": read_amount}  # How fields that may differ by a tolerance are read.
Declared = Mapping[str, str | float]  # A rule of a dataset's file: columns, each `equal` or with a tolerance.


@dataclass(frozen=True)
class Condition:
    """One column of a rule, whose values must be equal, or differ by `tolerance` at most.

    `values` (n,) are the texts of records, None where blank; with a tolerance numbers, NaN where blank.
    """

    column: str
    tolerance: float | None
    values: NDArray[Any]

    def __str__(self) -> str:
        """Say what must hold."""
        return _described(self.column, self.tolerance)


Rule = tuple[Condition, ...]  # All of them must hold.


def write_rules(
    texts: pd.DataFrame, rules: Sequence[Declared], *, kinds: Mapping[str, str]
) -> pd.Series | None:
    """Write rules and the values of each record, a row of `texts`, as one column; None without rules.

    Of a column with a tolerance `kinds` says whether it is a date or a number; a text in which none can be
    read is blank.
    """
    if not rules:
        return None
    values = [
        {column: _values(texts[column], bound, kinds) for column, bound in rule.items()} for rule in rules
    ]
    encode = json.JSONEncoder(ensure_ascii=False).encode
    cells = [
        encode([{column: own[row] for column, own in rule.items()} for rule in values])
        for row in range(len(texts))
    ]
    return pd.Series(cells, index=texts.index, dtype=object)


def read_rules(cells: pd.Series) -> list[Rule]:
    """Read the rules of records from their cells (n,); a record with an empty cell has blank values.

    None of the cells has any where a dataset has no rules. Raise ValueError for records of different rules.
    """
    codes, distinct = pd.factorize(cells)
    parsed = [json.loads(cell) for cell in distinct]
    shapes = dict.fromkeys(map(_shape, parsed))
    if len(shapes) > 1:
        found = " against ".join(
            repr([_described(*each) for rule in shape for each in rule]) for shape in shapes
        )
        raise ValueError(
            f"records are blocked by different rules: found {found}, expected those of one dataset"
        )
    (shape,) = shapes or [()]
    return [
        tuple(
            Condition(
                column, tolerance, _spread([rules[place][column][0] for rules in parsed], codes, tolerance)
            )
            for column, tolerance in rule
        )
        for place, rule in enumerate(shape)
    ]


def _values(texts: pd.Series, bound: str | float, kinds: Mapping[str, str]) -> list[list[Any]]:
    """Return for each text its value and the tolerance; texts of one value share a list."""
    codes, distinct = pd.factorize(texts.fillna("").astype(str).str.strip())
    if bound == EQUAL:
        values = [[text or None, None] for text in distinct]
    else:
        read = READERS[kinds[str(texts.name)]]
        values = [[None if np.isnan(value := read(text)) else value, bound] for text in distinct]
    blank = np.array([value is None for value, _ in values], dtype=bool)[codes].sum()
    if blank:
        rule = _described(str(texts.name), None if bound == EQUAL else float(bound))
        say(f"blocking: {rule}: {blank} of {len(texts)} records have no value, and agree with all")
    return [values[code] for code in codes.tolist()]


def _described(column: str, tolerance: float | None) -> str:
    return f"{column} {EQUAL if tolerance is None else f'± {tolerance:g}'}"


def _shape(rules: Sequence[Mapping[str, Any]]) -> tuple[tuple[tuple[str, float | None], ...], ...]:
    """Return rules without values: the columns of each, with their tolerances."""
    return tuple(tuple((column, bound) for column, (_, bound) in rule.items()) for rule in rules)


def _spread(values: list[Any], codes: NDArray[np.intp], tolerance: float | None) -> NDArray[Any]:
    """Return the value of each code, blank for -1."""
    return np.array([*values, None], dtype=object if tolerance is None else float)[codes]
