"""What is said to be the same, joined into components, and truth that contradicts itself."""

from collections import deque
from itertools import groupby

import pandas as pd

from clippings.components import connect

# Records that are the same, or are not: who says so stands in `place`.
EDGES = ["record", "other", "place"]


def expect_agreement(pairs: pd.DataFrame, records: pd.DataFrame, *, known: str = "entity") -> None:
    """Refuse pairs that are different though others join them, directly or over a chain, which is shown.

    `pairs` has record, other, verdict and place, `records` has record and the column `known`: what is equal
    there is the same. A contradiction is a ValueError.
    """
    different = pairs[pairs["verdict"] == "different"]
    if different.empty:
        return
    node = nodes(records, known)
    one, other = (components(different[column], pairs, node) for column in ("record", "other"))
    if (one == other).any():
        row = different[one == other].iloc[0]
        raise ValueError(
            f"{row['record']!r} and {row['other']!r} are different in {row['place']}, but the same by"
            f" {_chain(_edges(pairs, records, known), row['record'], row['other'])};"
            f" expected verdicts that agree"
        )


def expect_one_a_page(pairs: pd.DataFrame, records: pd.DataFrame) -> None:
    """Refuse two records of one page, or scan, that are the same; the chain that joins them is shown.

    Takes what `expect_agreement` takes, and the page of each record, which may be empty.
    """
    placed = records[["record", "page"]].dropna().sort_values("record")
    if placed.empty:
        return
    placed = placed.assign(component=components(placed["record"], pairs, nodes(records)))
    again = placed[placed.duplicated(["page", "component"])]
    if len(again):
        row = again.iloc[0]
        same = (placed["page"] == row["page"]) & (placed["component"] == row["component"])
        first = placed.loc[same, "record"].iloc[0]
        chain = _chain(_edges(pairs, records, "entity"), first, row["record"])
        raise ValueError(
            f"{first!r} and {row['record']!r} stand on one scan, {row['page']!r}, but are the same by"
            f" {chain}; pairs of one scan are never the same photograph"
        )


def nodes(records: pd.DataFrame, known: str = "entity") -> pd.Series:
    """Return what each record is known as, by record: what stands in the column `known`, else the record."""
    # A letter before each keeps an entity and a record of the same name apart; entities sort before records.
    return ("e" + records[known]).fillna("r" + records["record"]).set_axis(records["record"])


def components(names: pd.Series, pairs: pd.DataFrame, node: pd.Series) -> pd.Series:
    """Return the component of each record in `names` after joining pairs that are the same: its first node.

    `node` says what a record is known as; one that it does not list is only itself.
    """
    same = pairs[pairs["verdict"] == "same"]
    ends = [same[column].map(node).fillna("r" + same[column]) for column in ("record", "other")]
    own = names.map(node).fillna("r" + names)
    return own.map(connect(zip(*ends, strict=True))).fillna(own)


def _edges(pairs: pd.DataFrame, records: pd.DataFrame, known: str) -> pd.DataFrame:
    """Return the edges of what is the same: by pairs, and from an entity's first record to its others."""
    listed = records[["record", known]].dropna().sort_values([known, "record"])
    first = listed.groupby(known)["record"].transform("first")
    edges = pd.DataFrame({"record": first, "other": listed["record"]})
    edges["place"] = [f"{known} {value!r}" for value in listed[known]]
    return pd.concat([pairs.loc[pairs["verdict"] == "same", EDGES], edges], ignore_index=True)


def _chain(edges: pd.DataFrame, start: str, end: str) -> str:
    """Write the shortest chain of edges from `start` to `end`; steps within one entity are one."""
    if start == end:
        return "being one record"
    near: dict[str, list[tuple[str, str]]] = {}
    for record, other, place in edges[EDGES].itertuples(index=False, name=None):
        near.setdefault(record, []).append((other, place))
        near.setdefault(other, []).append((record, place))
    came: dict[str, tuple[str, str]] = {start: (start, "")}
    waiting = deque([start])
    while end not in came:
        here = waiting.popleft()
        for there, place in near[here]:
            if there not in came:
                came[there] = (here, place)
                waiting.append(there)
    steps, there = [], end
    while there != start:
        here, place = came[there]
        steps.append((here, there, place))
        there = here
    merged = [list(group) for _, group in groupby(reversed(steps), key=lambda step: step[2])]
    return ", ".join(f"{group[0][0]!r}–{group[-1][1]!r} ({group[0][2]})" for group in merged)
