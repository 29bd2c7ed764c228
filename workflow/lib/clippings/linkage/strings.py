"""Linking by the OCR texts alone: every query against every target."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from clippings import running
from clippings.linkage.blocking import Rows, compare_in_blocks
from clippings.linkage.measures import Search, measure_named
from clippings.linkage.ranking import Pairs, rank
from clippings.linkage.spelling import (
    AS_READ,
    COMPATIBLE,
    NORMALISED,
    fold_compatible,
    fold_forms,
    learn_lookalikes,
)
from clippings.linkage.truth import group_of

ROWS_PER_BLOCK = 32


def compare_strings(
    records: pd.DataFrame, *, measures: Iterable[str], ocr: str, k: int, kanjivg: str | Path, threads: int = 1
) -> dict[str, pd.DataFrame]:
    """Find by each measure, for each query, the k targets most similar in the texts of one OCR.

    All ties with the first come along. An empty text matches nothing: it is neither a neighbour nor has one.
    `kanjivg` is the path of KanjiVG's archive, which measures by strokes read. Gives neighbours by measure.
    """
    chosen = {name: measure_named(name) for name in measures}
    as_read = records[ocr].fillna("")
    spelt = cache(lambda spelling: fold_spelling(as_read, records, spelling=spelling))

    def compare(name: str) -> pd.DataFrame:
        running.say(f"comparing by {name}")
        texts = pd.DataFrame({"record": records["record"], "side": records["side"]})
        texts["text"] = spelt(chosen[name].spelling)

        def compare_block(rows: Rows) -> pd.DataFrame:
            return _compare_block(texts.iloc[rows], chosen[name].search, k, Path(kanjivg), threads)

        return compare_in_blocks(records, compare_block)

    return {name: compare(name) for name in chosen}


def fold_spelling(texts: pd.Series, records: pd.DataFrame, *, spelling: str) -> pd.Series:
    """Fold texts as far as `spelling` says; look-alikes are those of linked pairs of the training split."""
    if spelling == AS_READ:
        return texts
    fold = fold_compatible if spelling == COMPATIBLE else fold_forms
    texts = texts.map({text: fold(text) for text in texts.unique()})
    if spelling != NORMALISED:
        return texts
    lookalikes = learn_lookalikes(training_pairs(texts, records))
    running.say(f"{len(lookalikes)} look-alikes: {_shown(lookalikes)}")
    return texts.str.translate(lookalikes)


def training_pairs(texts: pd.Series, records: pd.DataFrame) -> list[tuple[str, str]]:
    """Pair the texts of training queries with those of their acceptable targets, each pair once."""
    train = pd.DataFrame({"text": texts, "group": group_of(records), "side": records["side"]})
    train = train[(records["split"] == "train") & train["group"].notna() & (texts != "")]
    queries, targets = (train[train["side"] == side] for side in ("query", "target"))
    pairs = queries.merge(targets, on="group")[["text_x", "text_y"]].drop_duplicates()
    return list(pairs.itertuples(index=False, name=None))


def _compare_block(
    texts: pd.DataFrame, search: Callable[..., Search], k: int, kanjivg: Path, threads: int
) -> pd.DataFrame:
    texts = texts[texts["text"] != ""].sort_values("record")
    queries, targets = (texts.loc[texts["side"] == side, ["record", "text"]] for side in ("query", "target"))
    # Distinct texts, in the order of their first record, so that ties fall by record id in the end.
    distinct = [side["text"].drop_duplicates().tolist() for side in (queries, targets)]
    searchable = len(distinct[0]) if distinct[1] else 0
    found = search_texts(search(*distinct, kanjivg), searchable, k=k, threads=threads)
    pairs = pd.DataFrame(
        {
            "query_text": np.array(distinct[0], dtype=object)[found.rows],
            "target_text": np.array(distinct[1], dtype=object)[found.columns],
            "score": found.scores,
        }
    )
    pairs = pairs.merge(targets.rename(columns={"record": "target", "text": "target_text"}))
    pairs = pairs.merge(queries.rename(columns={"record": "query", "text": "query_text"}))
    return rank(pairs, k=k)


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


def _shown(lookalikes: dict[int, str]) -> str:
    groups: dict[str, str] = {}
    for code, leader in sorted(lookalikes.items()):
        groups[leader] = groups.get(leader, "") + chr(code)
    return " ".join(groups.values())
