"""Blocking: a query is compared with the targets that one rule at least lets through."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import running
from clippings.block_rules import Condition, Rule, read_rules
from clippings.sides import is_query, is_target

Rows = NDArray[np.int64]


class Block(NamedTuple):
    """The rows of a table of records that are compared: queries and targets."""

    queries: Rows
    targets: Rows


def compare_in_blocks(records: pd.DataFrame, compare: Callable[[Block], pd.DataFrame]) -> pd.DataFrame:
    """Concatenate the neighbours that `compare` finds between the rows of `records`, block by block.

    Each query is in one block, so its ranks are those among all targets that it may be compared with.
    """
    neighbours = pd.concat([compare(block) for block in list_blocks(records)], ignore_index=True)
    capped = neighbours.loc[neighbours["ties"].notna(), "query"].nunique() if "ties" in neighbours else 0
    if capped:
        running.say(
            f"{capped} queries tie with too many targets: some are kept, those that are right counted"
        )
    return neighbours.sort_values(["query", "rank"], ignore_index=True)


def list_blocks(records: pd.DataFrame) -> Iterator[Block]:
    """Yield the queries and targets of each block, ordered by row, each query in one block.

    Queries share a block where the rules let the same targets through to them, so that there are at most as
    many blocks as combinations of values. Without rules there is one.
    """
    return form_blocks(records, rules_of(records))


def rules_of(records: pd.DataFrame) -> list[Rule]:
    """Return the rules that records carry in the column `blocking`, or the one of the column `block`.

    Raise ValueError for records that carry both.
    """
    empty = pd.Series(None, index=records.index, dtype=object)
    cells, block = records.get("blocking", empty), records.get("block", empty)
    rules = read_rules(cells)
    if block.isna().all():
        return rules
    if rules:
        raise ValueError("records: found values in both block and blocking, expected those of one dataset")
    return [(Condition("block", None, block.astype(object).where(block.notna(), None).to_numpy()),)]


def form_blocks(records: pd.DataFrame, rules: Sequence[Rule]) -> Iterator[Block]:
    """Yield blocks as `list_blocks` does, by rules of which one must let a pair through.

    All conditions of a rule must hold. A condition holds for a pair of which either value is blank.
    """
    queries, targets = np.flatnonzero(is_query(records)), np.flatnonzero(is_target(records))
    if not (rules and len(queries)):
        yield Block(queries, targets)
        return
    sorted_rules = [[_sort(condition, queries, targets) for condition in rule] for rule in rules]
    # A query to which one rule lets everything through is compared with all, whatever its other values.
    open_to_all = np.any([np.all([part.is_whole for part in rule], axis=0) for rule in sorted_rules], axis=0)
    parts = [part for rule in sorted_rules for part in rule]
    for part in parts:
        part.runs[open_to_all] = 0, len(part.targets)
    keys = np.hstack([part.runs for part in parts])
    order = np.lexsort(keys.T[::-1])
    starts = np.flatnonzero((keys[order[1:]] != keys[order[:-1]]).any(axis=1)) + 1
    marks = np.zeros(len(records), dtype=bool)  # Read off quicker than many rows are sorted.
    for own in np.split(order, starts):
        for rule in sorted_rules:
            marks[_let_through(rule, own[0])] = True
        met = np.flatnonzero(marks)
        marks[met] = False
        yield Block(queries[own], met)


@dataclass(frozen=True)
class _Sorted:
    """The targets of a condition by value, among which each query meets a run.

    `targets` (m,) are those with a value, `blank` the others, which meet every query; `places` (n,) are those
    of records among `targets`, -1 of others; `runs` (q, 2) the first and the end of each query.
    """

    targets: Rows
    blank: Rows
    places: Rows
    runs: Rows

    @property
    def is_whole(self) -> NDArray[np.bool_]:
        """Mark the queries (q,) that meet all targets."""
        return np.asarray((self.runs == (0, len(self.targets))).all(axis=1))


def _sort(condition: Condition, queries: Rows, targets: Rows) -> _Sorted:
    values = condition.values
    if condition.tolerance is None:
        codes = pd.factorize(values)[0]
        values = np.where(codes < 0, np.nan, codes)
    known = targets[~np.isnan(values[targets])]
    known = known[np.argsort(values[known], kind="stable")]
    asked, reach = values[queries], condition.tolerance or 0
    first = np.searchsorted(values[known], asked - reach, side="left")
    end = np.searchsorted(values[known], asked + reach, side="right")
    runs = np.stack([first, end], axis=1)
    runs[runs[:, 0] == runs[:, 1]] = 0  # Wherever an empty run would begin.
    runs[np.isnan(asked)] = 0, len(known)
    places = np.full(len(values), -1)
    places[known] = np.arange(len(known))
    return _Sorted(known, targets[np.isnan(values[targets])], places, runs)


def _let_through(rule: Sequence[_Sorted], query: np.int64) -> Rows:
    """Return the targets that all conditions of a rule let through to a query, counted from 0."""
    ends = [part.runs[query] for part in rule]
    shortest = int(
        np.argmin([end - first + len(part.blank) for part, (first, end) in zip(rule, ends, strict=True)])
    )
    first, end = ends[shortest]
    found = np.concatenate([rule[shortest].targets[first:end], rule[shortest].blank])
    for part, (first, end) in zip(rule, ends, strict=True):
        places = part.places[found]
        found = found[(places < 0) | ((first <= places) & (places < end))]
    return found
