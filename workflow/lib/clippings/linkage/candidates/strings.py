"""Linking by the OCR texts alone: every query against every target."""

from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

import pandas as pd

from clippings import running
from clippings.linkage.lookalikes import learn_lookalikes
from clippings.linkage.measures import AS_READ, COMPATIBLE, NORMALISED, measure_named
from clippings.linkage.text_search import compare_texts
from clippings.sides import MEMBER, is_query, is_target
from clippings.spelling import fold_compatible, fold_forms
from clippings.truth import group_of


def compare_strings(
    records: pd.DataFrame, *, measures: Iterable[str], ocr: str, k: int, kanjivg: str | Path, threads: int = 1
) -> dict[str, pd.DataFrame]:
    """Find by each measure, for each query, the k targets most similar in the texts of one OCR.

    All ties with the first come along. An empty text matches nothing: it is neither a neighbour nor has one.
    `kanjivg` is the path of KanjiVG's archive, which measures by strokes read. Returns neighbours by measure.
    """
    chosen = {name: measure_named(name) for name in measures}
    as_read = records[ocr].fillna("")
    spelt = cache(lambda spelling: fold_spelling(as_read, records, spelling=spelling))

    def compare(name: str) -> pd.DataFrame:
        running.say(f"comparing by {name}")
        search = partial(chosen[name].search, kanjivg=Path(kanjivg))
        return compare_texts(records, spelt(chosen[name].spelling), search=search, k=k, threads=threads)

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
    train = records[["record", "side", "split"]].assign(text=texts, group=group_of(records))
    train = train[(train["split"] == "train") & train["group"].notna() & (train["text"] != "")]
    pairs = train[is_query(train)].merge(train[is_target(train)], on="group")
    # Members meet both ways, and themselves: once is enough.
    once = (pairs["side_x"] != MEMBER) | (pairs["record_x"] < pairs["record_y"])
    pairs = pairs.loc[once, ["text_x", "text_y"]].drop_duplicates()
    return list(pairs.itertuples(index=False, name=None))


def _shown(lookalikes: dict[int, str]) -> str:
    groups: dict[str, str] = {}
    for code, leader in sorted(lookalikes.items()):
        groups[leader] = groups.get(leader, "") + chr(code)
    return " ".join(groups.values())
