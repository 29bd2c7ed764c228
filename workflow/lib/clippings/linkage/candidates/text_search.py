"""Every query's text against every target's: distinct texts are compared once, and ranked as records."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from clippings import running
from clippings.linkage.candidates.blocking import Block, compare_in_blocks
from clippings.linkage.candidates.ranking import Pairs, rank
from clippings.sides import ALONE, kept_apart

ROWS_PER_BLOCK = 32


class Search(Protocol):
    """Distinct query and target texts, ready to be compared block by block."""

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of some query rows, counted from the first, and all ties with the first."""


Maker = Callable[[Sequence[str], Sequence[str]], Search]


def compare_texts(
    records: pd.DataFrame, texts: pd.Series, *, search: Maker, k: int, threads: int
) -> pd.DataFrame:
    """Find for each query the k targets of the most similar `texts`, by record, and all ties with the first.

    An empty text matches nothing: it is neither a neighbour nor has one.
    """
    asking, answering = kept_apart(records)
    named = pd.DataFrame({"record": records["record"], "text": texts})
    sides = named.assign(apart=asking), named.assign(apart=answering)

    def compare_block(block: Block) -> pd.DataFrame:
        queries, targets = (side.iloc[rows] for side, rows in zip(sides, block, strict=True))
        return _compare_block(queries, targets, search, k=k, threads=threads)

    return compare_in_blocks(records, compare_block)


def _compare_block(
    queries: pd.DataFrame, targets: pd.DataFrame, search: Maker, *, k: int, threads: int
) -> pd.DataFrame:
    queries, targets = (side[side["text"] != ""].sort_values("record") for side in (queries, targets))
    # Distinct texts, in the order of their first record, so that ties fall by record id in the end.
    distinct = [side["text"].drop_duplicates().tolist() for side in (queries, targets)]
    searchable = len(distinct[0]) if distinct[1] else 0
    searched = search(*distinct)
    depth = k + _most_barred(queries, targets)
    while True:
        found = search_texts(searched, searchable, k=depth, threads=threads)
        ranked = _as_records(found, distinct, queries, targets)
        if depth == k or depth >= len(distinct[1]) or not _cut_short(ranked, depth):
            return rank(ranked[ranked["apart_x"] != ranked["apart_y"]], k=k)
        depth *= 4


def search_texts(search: Search, queries: int, *, k: int, threads: int) -> Pairs:
    """Search for all `queries` rows, some at a time in each of several threads."""

    def best(start: int) -> Pairs:
        found = search.best(slice(start, start + ROWS_PER_BLOCK), k)
        return found._replace(rows=found.rows + start)

    starts = range(0, queries, ROWS_PER_BLOCK)
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        found = list(running.progress(pool.map(best, starts), what="blocks of queries", total=len(starts)))
    nothing = Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    return Pairs(*map(np.concatenate, zip(nothing, *found, strict=True)))


def _as_records(
    found: Pairs, distinct: list[list[str]], queries: pd.DataFrame, targets: pd.DataFrame
) -> pd.DataFrame:
    """Spread pairs of distinct texts to all records that bear them."""
    pairs = pd.DataFrame(
        {
            "query_text": np.array(distinct[0], dtype=object)[found.rows],
            "target_text": np.array(distinct[1], dtype=object)[found.columns],
            "score": found.scores,
        }
    )
    pairs = pairs.merge(targets.rename(columns={"record": "target", "text": "target_text"}))
    return pairs.merge(
        queries.rename(columns={"record": "query", "text": "query_text"}),
        on="query_text",
        suffixes=("_y", "_x"),
    )


def _most_barred(queries: pd.DataFrame, targets: pd.DataFrame) -> int:
    """Count the targets that the query with the most of them may not meet: itself and those of its page."""
    asking = queries.loc[queries["apart"] != ALONE, "apart"]
    return int(targets.loc[targets["apart"].isin(asking), "apart"].value_counts().max()) if len(asking) else 0


def _cut_short(ranked: pd.DataFrame, depth: int) -> bool:
    """Say whether some query may have more ties with its first target than were searched for."""
    met = ranked["score"].where(ranked["apart_x"] != ranked["apart_y"])
    by_query = ranked.assign(met=met).groupby("query")
    found = by_query.agg(first=("met", "max"), deepest=("score", "min"), texts=("target_text", "nunique"))
    return bool(((found["first"] <= found["deepest"]) & (found["texts"] >= depth)).any())
