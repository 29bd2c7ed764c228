"""The sides of records: queries, targets, and members, each of which is both to all others."""

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]

MEMBER = "member"
PORTION = re.compile(r"(\d+)-of-(\d+)")  # How files of a portion are named: by its number and the count.
# How many records of each side a task needs.
LEAST = {"link": {"query": 1, "target": 1}, "cluster": {MEMBER: 2}}
UNRESTRICTED = -1  # The code of a query from which no target is excluded.


def is_query(records: pd.DataFrame) -> Flags:
    """Mark the records (n,) for which targets are searched."""
    return np.asarray(records["side"].isin(["query", MEMBER]))


def is_target(records: pd.DataFrame) -> Flags:
    """Mark the records (n,) of the exemplar index, among which targets are searched."""
    return np.asarray(records["side"].isin(["target", MEMBER]))


def in_portion(records: pd.DataFrame, portion: tuple[int, int]) -> Flags:
    """Mark the queries (n,) of a portion (p, of): the p-th of `of` runs of equally many, in their order.

    Numbers start at 1. Members are queries too; other targets are in no portion.
    """
    (number, portions), queries = portion, is_query(records)
    if not 1 <= number <= portions:
        raise ValueError(f"found portion {number} of {portions}, expected one from 1 to {portions}")
    place = queries.cumsum() - 1
    return np.asarray(queries & (place * portions // max(queries.sum(), 1) == number - 1))


def expect_both(sides: Iterable[str], *, task: str, where: str) -> None:
    """Raise ValueError where the sides of records leave nothing to link, or to cluster, as `task` says."""
    counts = Counter(sides)
    for side, least in LEAST.get(task, {}).items():
        if counts[side] < least:
            found = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "no record"
            raise ValueError(f"{where}: found {found}; expected at least {least} {side} to {task}")


def needed(records: pd.DataFrame, splits: list[str]) -> Flags:
    """Mark the records (n,) that a search for the queries of some splits needs: these, and all targets."""
    return np.asarray(is_target(records) | (is_query(records) & records["split"].isin(splits)))


def restrict_to_queries(records: pd.DataFrame, splits: list[str]) -> pd.DataFrame:
    """Keep the queries of some splits alone: other queries are left out, other members become targets."""
    kept = records[needed(records, splits)]
    others = (kept["side"] == MEMBER) & ~kept["split"].isin(splits)
    return kept.assign(side=kept["side"].mask(others, "target"))


def exclusions(records: pd.DataFrame) -> tuple[Codes, Codes]:
    """Code which pairs are excluded: a query is never compared with a target of its own code.

    Returns the codes (n,) of records as queries and as targets. A member is compared neither with itself nor
    with a record of its page, since one page does not print one photograph twice; a query with every target.
    """
    pages = records["page"] if "page" in records else pd.Series(None, index=records.index, dtype=object)
    codes = pd.factorize(pages)[0].astype(np.int64)
    without = codes < 0
    codes[without] = codes.max(initial=-1) + 1 + np.arange(without.sum())
    return np.where(records["side"] == MEMBER, codes, UNRESTRICTED), codes
