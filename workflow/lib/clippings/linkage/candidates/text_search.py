"""Every query's text against every target's: distinct texts are compared once, and ranked as records."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from clippings import running
from clippings.linkage.candidates.blocking import Block, compare_in_blocks
from clippings.linkage.candidates.ranking import Pairs, join_pairs, rank
from clippings.sides import UNRESTRICTED, exclusions

ROWS_PER_BLOCK = 32


class Search(Protocol):
    """Distinct query and target texts, ready to be compared block by block."""

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of some query rows, counted from 0, and all ties with the first."""


Maker = Callable[[Sequence[str], Sequence[str]], Search]


def compare_texts(
    records: pd.DataFrame, texts: pd.Series, *, search: Maker, k: int, threads: int
) -> pd.DataFrame:
    """Find for each query the k targets of the most similar `texts`, by record, and all ties with the first.

    An empty text matches nothing: it is neither a neighbour nor has one.
    """
    named = pd.DataFrame({"record": records["record"], "text": texts})
    sides = [named.assign(code=codes) for codes in exclusions(records)]

    def compare_block(block: Block) -> pd.DataFrame:
        queries, targets = (
            side.iloc[rows].query("text != ''").sort_values("record")
            for side, rows in zip(sides, block, strict=True)
        )
        return _compare_block(queries, targets, search, k=k, threads=threads)

    return compare_in_blocks(records, compare_block)


def _compare_block(
    queries: pd.DataFrame, targets: pd.DataFrame, search: Maker, *, k: int, threads: int
) -> pd.DataFrame:
    # Distinct texts, in the order of their first record, so that ties fall by record id in the end.
    distinct = [side["text"].drop_duplicates().tolist() for side in (queries, targets)]
    searched, count = search(*distinct), len(distinct[0]) if distinct[1] else 0
    depth = k + _most_excluded(queries, targets)
    while True:
        pairs = _search_all(searched, count, k=depth, threads=threads)
        ranked = _as_records(pairs, distinct, queries, targets)
        allowed = ranked["code_x"] != ranked["code_y"]
        if depth == k or depth >= len(distinct[1]) or not _cut_short(ranked, allowed, depth):
            return rank(ranked[allowed], k=k)
        depth *= 4


def _search_all(search: Search, queries: int, *, k: int, threads: int) -> Pairs:
    """Search for all `queries` rows, some at a time in each of several threads."""

    def best(start: int) -> Pairs:
        pairs = search.best(slice(start, start + ROWS_PER_BLOCK), k)
        return pairs._replace(rows=pairs.rows + start)

    starts = range(0, queries, ROWS_PER_BLOCK)
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        return join_pairs(
            running.progress(pool.map(best, starts), what="blocks of queries", total=len(starts))
        )


def _as_records(
    pairs: Pairs, distinct: list[list[str]], queries: pd.DataFrame, targets: pd.DataFrame
) -> pd.DataFrame:
    """Spread pairs of distinct texts to all records that bear them, with the codes of either side."""
    names = [np.array(side, dtype=object) for side in distinct]
    texts = {"text_x": names[0][pairs.rows], "text_y": names[1][pairs.columns], "score": pairs.scores}
    spread = pd.DataFrame(texts).merge(targets.set_axis(["target", "text_y", "code_y"], axis=1))
    return spread.merge(queries.set_axis(["query", "text_x", "code_x"], axis=1), on="text_x")


def _most_excluded(queries: pd.DataFrame, targets: pd.DataFrame) -> int:
    """Count the excluded targets of the query that has most of them."""
    codes = queries.loc[queries["code"] != UNRESTRICTED, "code"]
    return int(targets.loc[targets["code"].isin(codes), "code"].value_counts().max()) if len(codes) else 0


def _cut_short(ranked: pd.DataFrame, allowed: pd.Series, depth: int) -> bool:
    """Say whether some query may have more ties with its first allowed target than were searched for."""
    by_query = ranked.assign(allowed=ranked["score"].where(allowed)).groupby("query")
    ends = by_query.agg(first=("allowed", "max"), last=("score", "min"), texts=("text_y", "nunique"))
    return bool(((ends["first"] <= ends["last"]) & (ends["texts"] >= depth)).any())
