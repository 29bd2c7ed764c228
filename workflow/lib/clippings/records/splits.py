"""Splitting by entity, so that nothing learned from one split tells about another."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from clippings.components import connect
from clippings.running import say

WORKING_SPLITS = ("train", "val", "test")
# The sides that look for another record.
ASKED = ("query", "member")


@dataclass(frozen=True)
class Fold:
    """One of several folds: `number`, from 1, of `of`. It is tested on; the next in the ring validates."""

    number: int
    of: int

    def split_of(self, part: str) -> str:
        """Name the split of the records that are tested in fold `part`."""
        return {str(self.number): "test", str(self.number % self.of + 1): "val"}.get(part, "train")


def assign_splits(records: pd.DataFrame, *, shares: Mapping[str, float], seed: int) -> pd.Series:
    """Return the split of each record: that of its entity, or `none` where the entity is not known.

    Entities that share a homonym group or a component stay together. The shares hold for the entities that
    are asked for (those of queries and members); others are shared out the same way. An empty split is a
    ValueError.
    """
    parts = {split: shares[split] for split in WORKING_SPLITS}
    splits = _share_out_records(records, parts=parts, seed=seed).fillna("none")
    _expect_full(records.assign(split=splits))
    return splits


def assign_fold(records: pd.DataFrame, *, fold: Fold, seed: int) -> pd.Series:
    """Return the split of each record in one fold: all folds together test every known entity once.

    Entities stay together as in `assign_splits`; the same seed gives the same folds whichever is tested.
    """
    parts = {str(number): 1.0 for number in range(1, fold.of + 1)}
    splits = _share_out_records(records, parts=parts, seed=seed).map(fold.split_of, na_action="ignore")
    splits = splits.fillna("none")
    _expect_full(records.assign(split=splits))
    return splits


def _share_out_records(records: pd.DataFrame, *, parts: Mapping[str, float], seed: int) -> pd.Series:
    """Return the part of each record, empty where its entity is not known."""
    entities = records.loc[records["entity"].notna()]
    group_of = _group_entities(entities)
    asked = set(entities.loc[entities["side"].isin(ASKED), "entity"])
    weights = pd.DataFrame({"group": group_of, "asked": [entity in asked for entity in group_of.index]})
    sizes = weights.groupby("group")["asked"].agg(["sum", "size"])
    part_of = {
        **_share_out(sizes.loc[sizes["sum"] > 0, "sum"], parts=parts, seed=seed),
        **_share_out(sizes.loc[sizes["sum"] == 0, "size"], parts=parts, seed=seed),
    }
    return records["entity"].map(group_of).map(part_of)


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


def _share_out(sizes: pd.Series, *, parts: Mapping[str, float], seed: int) -> dict[str, str]:
    """Line the groups up in seeded order and cut the line at the parts: a group goes where its middle is."""
    # The order is by digest, so that a group more or less moves few of the others to another part.
    order = sorted(sizes.index, key=lambda group: hashlib.sha256(f"{seed}/{group}".encode()).digest())
    line = sizes.loc[order].cumsum() - sizes.loc[order] / 2
    widths = np.array(list(parts.values()))
    cuts = (widths.cumsum() / widths.sum())[:-1] * sizes.sum()
    places = np.searchsorted(cuts, line, side="right")
    return {group: list(parts)[place] for group, place in zip(order, places, strict=True)}


def _expect_full(records: pd.DataFrame) -> None:
    known = records[records["entity"].notna()]
    asking = known["side"].isin(ASKED)
    asked = known[asking] if asking.any() else known
    counts = asked.groupby("split")["entity"].nunique().reindex(WORKING_SPLITS, fill_value=0)
    say("splits: " + ", ".join(f"{split} {count} entities" for split, count in counts.items()))
    if len(known) and (counts == 0).any():
        raise ValueError(
            f"records: split {counts.idxmin()!r} is empty; {_group_entities(known).nunique()} groups of"
            f" entities were found, expected enough for each of {', '.join(WORKING_SPLITS)}"
        )
