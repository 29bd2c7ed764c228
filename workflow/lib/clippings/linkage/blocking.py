"""Blocking: queries are compared with the targets of their own block alone."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def compare_in_blocks(records: pd.DataFrame, compare: Callable[[Rows], pd.DataFrame]) -> pd.DataFrame:
    """Put together the neighbours that `compare` finds among the given rows of `records`, block by block.

    Each query stands in one block, so its ranks are those among all targets that it may be compared with.
    """
    found = pd.concat([compare(rows) for rows in list_blocks(records)], ignore_index=True)
    return found.sort_values(["query", "rank"], ignore_index=True)


def list_blocks(records: pd.DataFrame) -> list[Rows]:
    """List the rows of queries and targets of each block, by value, each query in one block.

    The queries of a value meet the targets of that value and those without one; queries without a value meet
    all targets. Without values, or without the column, there is one block.
    """
    sides = records["side"].to_numpy()
    values = records["block"] if "block" in records else pd.Series(None, index=records.index, dtype=object)
    without = values.isna().to_numpy()
    open_targets = np.flatnonzero(without & (sides == "target"))
    compared = values.reset_index(drop=True)[sides != "context"].dropna()
    blocks = [
        np.concatenate([rows.index, open_targets])
        for _, rows in compared.groupby(compared)
        if (sides[rows.index] == "query").any()
    ]
    open_queries = np.flatnonzero(without & (sides == "query"))
    if len(open_queries) or not blocks:
        blocks.append(np.concatenate([open_queries, np.flatnonzero(sides == "target")]))
    return blocks
