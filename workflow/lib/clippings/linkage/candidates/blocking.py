"""Blocking: queries are compared with the targets of their own block alone."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import running
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


def list_blocks(records: pd.DataFrame) -> list[Block]:
    """List the queries and targets of each block, by value, each query in one block.

    The queries of a value are compared with the targets of that value and those without one; queries without
    a value with all targets. Without values, or without the column, there is one block.
    """
    queries, targets = is_query(records), is_target(records)
    values = records["block"] if "block" in records else pd.Series(None, index=records.index, dtype=object)
    without = values.isna().to_numpy()
    open_queries, open_targets = np.flatnonzero(without & queries), np.flatnonzero(without & targets)
    compared = values.reset_index(drop=True)[queries | targets].dropna()
    blocks = [
        Block(rows[queries[rows]], np.concatenate([rows[targets[rows]], open_targets]))
        for rows in (part.index.to_numpy(np.int64) for _, part in compared.groupby(compared))
        if queries[rows].any()
    ]
    if len(open_queries) or not blocks:
        blocks.append(Block(open_queries, np.flatnonzero(targets)))
    return blocks
