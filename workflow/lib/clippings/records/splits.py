"""Splitting by entity, so that nothing learned from one split tells about another."""

import hashlib
from collections.abc import Mapping

import numpy as np
import pandas as pd

from clippings.records.components import connect
from clippings.running import say

WORKING_SPLITS = ("train", "val", "test")


def assign_splits(records: pd.DataFrame, *, shares: Mapping[str, float], seed: int) -> pd.Series:
    """Give the split of each record: that of its entity, or `none` where the entity is not known.

    Entities that share a homonym group stay together. The shares hold for the entities that are asked for
    (those of queries); entities without a query are shared out the same way. An empty split is a ValueError.
    """
    entities = records.loc[records["entity"].notna(), ["entity", "homonym", "side"]]
    group_of = _group_entities(entities)
    asked = set(entities.loc[entities["side"] == "query", "entity"])
    weights = pd.DataFrame({"group": group_of, "asked": [entity in asked for entity in group_of.index]})
    sizes = weights.groupby("group")["asked"].agg(["sum", "size"])
    split_of = {
        **_share_out(sizes.loc[sizes["sum"] > 0, "sum"], shares=shares, seed=seed),
        **_share_out(sizes.loc[sizes["sum"] == 0, "size"], shares=shares, seed=seed),
    }
    splits = records["entity"].map(group_of).map(split_of).fillna("none")
    _expect_full(records.assign(split=splits), groups=len(sizes))
    return splits


def _group_entities(entities: pd.DataFrame) -> pd.Series:
    """Map each entity to the group of entities that homonyms join to it, directly or not."""
    named = entities.dropna(subset="homonym").drop_duplicates(["entity", "homonym"])
    known = sorted(entities["entity"].unique())
    # A letter before each id keeps an entity and a homonym group of the same name apart.
    edges = zip("e" + named["entity"], "h" + named["homonym"], strict=True)
    group_of = connect([*edges, *(("e" + entity, "e" + entity) for entity in known)])
    return pd.Series({entity: group_of["e" + entity] for entity in known}, dtype=object)


def _share_out(sizes: pd.Series, *, shares: Mapping[str, float], seed: int) -> dict[str, str]:
    """Line the groups up in seeded order and cut the line at the shares: a group goes where its middle is."""
    # The order is by digest, so that a group more or less moves few of the others to another split.
    order = sorted(sizes.index, key=lambda group: hashlib.sha256(f"{seed}/{group}".encode()).digest())
    line = sizes.loc[order].cumsum() - sizes.loc[order] / 2
    parts = np.array([shares[split] for split in WORKING_SPLITS])
    cuts = (parts.cumsum() / parts.sum())[:-1] * sizes.sum()
    places = np.searchsorted(cuts, line, side="right")
    return {group: WORKING_SPLITS[place] for group, place in zip(order, places, strict=True)}


def _expect_full(records: pd.DataFrame, *, groups: int) -> None:
    known = records[records["entity"].notna()]
    asked = known[known["side"] == "query"] if (known["side"] == "query").any() else known
    counts = asked.groupby("split")["entity"].nunique().reindex(WORKING_SPLITS, fill_value=0)
    say("splits: " + ", ".join(f"{split} {count} entities" for split, count in counts.items()))
    if groups and (counts == 0).any():
        raise ValueError(
            f"records: split {counts.idxmin()!r} is empty; {groups} groups of entities were found,"
            f" expected enough for each of {', '.join(WORKING_SPLITS)}"
        )
