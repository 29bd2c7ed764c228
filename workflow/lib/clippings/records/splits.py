"""Splitting by entity, so that nothing learned from one split leaks into another."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from clippings.components import connect
from clippings.running import say

WORKING_SPLITS = ("train", "val", "test")
# The sides that look for another record.
QUERYING = ("query", "member")


class EmptyPartError(ValueError):
    """Say that entities are too few, or too unlike in size, for each split or fold to have some."""


def assign_splits(records: pd.DataFrame, *, shares: Mapping[str, float], seed: int) -> pd.Series:
    """Return the split of each record: that of its entity, or `none` where the entity is not known.

    Entities that share a homonym group or a component stay together. The shares hold for the entities that
    queries or members have; the others are distributed the same way. A split whose share is 0 stays empty;
    any other that does is a ValueError.
    """
    wanted = [split for split in WORKING_SPLITS if shares[split] > 0]
    splits = _distribute_records(records, parts={split: shares[split] for split in wanted}, seed=seed)
    _expect_filled(records, splits, parts=wanted, what="split")
    return splits.fillna("none")


def assign_folds(records: pd.DataFrame, *, folds: int, seed: int) -> pd.Series:
    """Return the fold that tests each record, from 1 to `folds`; empty where the entity is not known.

    Entities stay together as in `assign_splits`. Raise ValueError where a fold stays empty.
    """
    parts = {str(number): 1.0 for number in range(1, folds + 1)}
    tested_in = _distribute_records(records, parts=parts, seed=seed)
    _expect_filled(records, tested_in, parts=list(parts), what="fold")
    return tested_in.map(int, na_action="ignore")


def _distribute_records(records: pd.DataFrame, *, parts: Mapping[str, float], seed: int) -> pd.Series:
    """Return the part of each record, empty where its entity is not known."""
    entities = records.loc[records["entity"].notna()]
    group_of = _group_entities(entities)
    queried = set(entities.loc[entities["side"].isin(QUERYING), "entity"])
    weights = pd.DataFrame({"group": group_of, "queried": [entity in queried for entity in group_of.index]})
    sizes = weights.groupby("group")["queried"].agg(["sum", "size"])
    part_of = {
        **_distribute(sizes.loc[sizes["sum"] > 0, "sum"], parts=parts, seed=seed),
        **_distribute(sizes.loc[sizes["sum"] == 0, "size"], parts=parts, seed=seed),
    }
    return records["entity"].map(group_of).map(part_of).astype(object)


def _group_entities(entities: pd.DataFrame) -> pd.Series:
    """Map each entity to the group of entities that homonyms or components join to it, directly or not."""
    known = sorted(entities["entity"].unique())
    # A letter before each id keeps an entity, a homonym group and a component of the same name apart.
    edges = [("e" + entity, "e" + entity) for entity in known]
    for letter, column in (("h", "homonym"), ("c", "component")):
        named = entities.dropna(subset=column).drop_duplicates(["entity", column])
        edges += zip("e" + named["entity"], letter + named[column], strict=True)
    group_of = connect(edges)
    return pd.Series({entity: group_of["e" + entity] for entity in known}, dtype=object)


def _distribute(sizes: pd.Series, *, parts: Mapping[str, float], seed: int) -> dict[str, str]:
    """Line the groups up in seeded order and cut the line at the parts: a group goes where its middle is."""
    # The order is by digest, so that a group more or less moves few of the others to another part.
    order = sorted(sizes.index, key=lambda group: hashlib.sha256(f"{seed}/{group}".encode()).digest())
    line = sizes.loc[order].cumsum() - sizes.loc[order] / 2
    widths = np.array(list(parts.values()))
    cuts = (widths.cumsum() / widths.sum())[:-1] * sizes.sum()
    places = np.searchsorted(cuts, line, side="right")
    return {group: list(parts)[place] for group, place in zip(order, places, strict=True)}


def _expect_filled(records: pd.DataFrame, part: pd.Series, *, parts: Sequence[str], what: str) -> None:
    """Log how many entities of queries (or of all records without any) each part has; refuse empty parts."""
    known = records[records["entity"].notna()]
    querying = known["side"].isin(QUERYING)
    counted = known[querying] if querying.any() else known
    counts = counted["entity"].groupby(part[counted.index]).nunique().reindex(list(parts), fill_value=0)
    say(f"{what}s: " + ", ".join(f"{name} {count} entities" for name, count in counts.items()))
    if len(known) and (counts == 0).any():
        raise EmptyPartError(
            f"records: {what} {counts.idxmin()!r} is empty; {_group_entities(known).nunique()} groups of"
            f" entities were found, expected enough for each of {', '.join(parts)}"
        )
