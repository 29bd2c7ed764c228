"""Candidate pairs: the union of the best targets of every row of the results table."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.neighbours import Files, read_neighbours
from clippings.rows import Row

Places = NDArray[np.int64]


def unite_candidates(
    records: pd.DataFrame,
    neighbour_files: Files,
    *,
    rows: Sequence[Row],
    fold: int,
    queries: NDArray[np.bool_],
    k: int,
    is_taught: Callable[[Row], bool],
) -> tuple[tuple[Places, Places], NDArray[np.bool_]]:
    """Unite the k best targets by each row of the marked queries (n,): places of queries and of targets.

    Ordered by query, then target. Beside them: which pairs (m,) only rows found that `is_taught` marks.
    """
    ids, count = pd.Index(records["record"]), len(records)
    best: dict[bool, list[Places]] = {False: [], True: []}  # By whether labels taught the row.
    for row in rows:
        found = read_neighbours(neighbour_files, row, fold=fold)
        found = found[found["rank"] <= k]
        places, targets = (ids.get_indexer(found[side]) for side in ("query", "target"))
        own = queries[places]
        best[is_taught(row)].append(places[own].astype(np.int64) * count + targets[own])
    untaught, taught = (np.concatenate([np.empty(0, np.int64), *parts]) for parts in best.values())
    codes = np.unique(np.concatenate([untaught, taught]))
    return np.divmod(codes, count), ~np.isin(codes, untaught)
