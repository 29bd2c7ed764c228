"""What blocking saves and what it loses, rule by rule: pairs compared, true matches kept."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.block_rules import Rule
from clippings.linkage.candidates.blocking import Block, form_blocks, rules_of
from clippings.sides import exclusions, is_query, is_target
from clippings.tables import BLOCKING
from clippings.truth import group_of

UNION = "any rule"
Counts = NDArray[np.int64]
Coded = tuple[Counts, Counts]  # Codes (n,) of records as queries and as targets; -1 agrees with none.


class _Codes(NamedTuple):
    """Of a query and a target: those excluded from comparison, true matches, and those that are both."""

    excluded: Coded
    matching: Coded
    both: Coded


class _Compared(NamedTuple):
    """How many pairs a block compares, how many of them match, and how many queries meet no target."""

    pairs: int
    matches: int
    without_target: int


def report_blocking(records: pd.DataFrame) -> pd.DataFrame:
    """Report what each blocking rule of `records` lets through, and what any of them does: table `blocking`.

    Pairs completeness is the share of true matches that are compared, of all pairs of query and target of one
    homonym group or entity (Christen, Data Matching, 2012). Pairs are counted block by block, not listed.
    Raise ValueError for records without rules.
    """
    rules = rules_of(records)
    if not rules:
        raise ValueError("records: found no blocking rule, expected values in block or blocking")
    codes = _code(records)
    everything = _count(Block(np.flatnonzero(is_query(records)), np.flatnonzero(is_target(records))), codes)
    rows = [
        {"rule": " and ".join(map(str, rule)), **_measure(records, [rule], codes, everything)}
        for rule in rules
    ]
    union = rows[0] if len(rules) == 1 else _measure(records, rules, codes, everything)
    return pd.DataFrame([*rows, {**union, "rule": UNION}], columns=BLOCKING.names)


def _measure(
    records: pd.DataFrame, rules: Sequence[Rule], codes: _Codes, everything: _Compared
) -> dict[str, Any]:
    """Return the row of the report for rules of which one must let a pair through."""
    blocks, totals, largest = 0, np.zeros(3, np.int64), Block(*(np.array([], np.int64),) * 2)
    for block in form_blocks(records, rules):
        blocks += 1
        totals += _count(block, codes)
        largest = max(
            largest, block, key=lambda each: (len(each.queries) * len(each.targets), len(each.targets))
        )
    compared = _Compared(*totals.tolist())
    return {
        "blocks": blocks,
        "pairs": compared.pairs,
        "share": _share(compared.pairs, everything.pairs),
        "largest_value": _shared_values(rules, largest.queries),
        "largest_queries": len(largest.queries),
        "largest_targets": len(largest.targets),
        "queries": int(is_query(records).sum()),
        "without_target": compared.without_target,
        "matches": everything.matches,
        "completeness": _share(compared.matches, everything.matches),
    }


def _code(records: pd.DataFrame) -> _Codes:
    excluded = exclusions(records)
    groups = pd.factorize(group_of(records))[0].astype(np.int64)
    step = max(int(side.max(initial=0)) for side in excluded) + 1
    own, other = (np.where((groups < 0) | (side < 0), -1, groups * step + side) for side in excluded)
    return _Codes(excluded, (groups, groups), (own, other))


def _count(block: Block, codes: _Codes) -> _Compared:
    excluded, matching, both = (_targets_of_same(block, *coded) for coded in codes)
    return _Compared(
        pairs=len(block.queries) * len(block.targets) - int(excluded.sum()),
        matches=int(matching.sum() - both.sum()),
        without_target=int((excluded == len(block.targets)).sum()),
    )


def _targets_of_same(block: Block, own: Counts, other: Counts) -> Counts:
    """Count for each query (q,) of a block the targets of its code."""
    asked = own[block.queries]
    if not (asked >= 0).any() or not len(block.targets):
        return np.zeros(len(asked), np.int64)
    found, counts = np.unique(other[block.targets], return_counts=True)
    places = np.searchsorted(found, asked).clip(max=len(found) - 1)
    return np.where((asked >= 0) & (found[places] == asked), counts[places], 0)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _shared_values(rules: Sequence[Rule], queries: Counts) -> str | None:
    """Write the values that all queries of a block share, such as `prefecture 東京, year 1887`."""
    shared: dict[str, None] = {}
    for condition in (condition for rule in rules for condition in rule):
        values = pd.unique(pd.Series(condition.values[queries]))
        if len(values) == 1 and not pd.isna(values[0]):
            text = values[0] if condition.tolerance is None else f"{values[0]:g}"
            shared[f"{condition.column} {text}"] = None
    return ", ".join(shared) or None
