"""Truth given as labels of members: what people say of pairs, each of them query and target in one."""

import pandas as pd

from clippings.records.pairing import expect_own_names, name_paired_entities

# What the review page says, in the words of pairs; of "can't tell" nothing is known.
SAID_OF_PAIRS = {"match": "same", "no match": "different"}


def group_members(records: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Return `records` with the `entity` of members completed by labels, taken as pairs, same or different.

    A match within what the truth keeps apart, and labels that contradict one another or the truth, are a
    ValueError. `no match` without a target speaks of the records that were shown: it gives a member of which
    nothing else is known an entity of its own.
    """
    _expect_members(labels, records)
    aimed = labels[labels["target_id"].notna() & labels["verdict"].isin(SAID_OF_PAIRS)]
    pairs = aimed.rename(columns={"query_id": "record", "target_id": "other"})
    pairs = pairs.assign(verdict=pairs["verdict"].map(SAID_OF_PAIRS))
    _expect_within(pairs[pairs["verdict"] == "same"], records)
    entity = name_paired_entities(records, pairs)
    shown = labels.loc[labels["target_id"].isna() & (labels["verdict"] == "no match"), "query_id"]
    alone = entity.isna() & records["record"].isin(shown)
    named = entity.where(~alone, records["record"])
    return records.assign(entity=expect_own_names(named, alone, taken=entity))


def _expect_members(labels: pd.DataFrame, records: pd.DataFrame) -> None:
    side = records.set_index("record")["side"]
    for column in ("query_id", "target_id"):
        found = labels[column].map(side).fillna("not among the records")
        strange = labels[labels[column].notna() & (found != "member")]
        if len(strange):
            row = strange.iloc[0]
            raise ValueError(
                f"{row['place']}: {column} {row[column]!r} is {found[row.name]}, expected a record of the"
                f" side member"
            )


def _expect_within(matches: pd.DataFrame, records: pd.DataFrame) -> None:
    """Refuse a match of two entities that the truth knows already."""
    entity = records.set_index("record")["entity"]
    one, other = matches["record"].map(entity), matches["other"].map(entity)
    apart = matches[one.notna() & other.notna() & (one != other)]
    if len(apart):
        row = apart.iloc[0]
        raise ValueError(
            f"{row['place']}: {row['record']!r} and {row['other']!r} match, but are the entities"
            f" {one[row.name]!r} and {other[row.name]!r}; expected matches within one entity"
        )
