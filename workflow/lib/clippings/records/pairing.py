"""Truth given as pairs: records joined by pairs, directly or not, are one entity."""

import pandas as pd

from clippings.components import connect
from clippings.contradictions import expect_agreement


def name_paired_entities(records: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Return the entity of each record after joining what `pairs` join, named by its smallest member.

    A record with an entity stands for all records of that entity; one that is only said to differ from others
    is an entity of its own; one without, in no pair, stays without. Pairs of unknown records, and pairs that
    contradict themselves or the entities, are a ValueError.
    """
    _expect_known(pairs, records)
    expect_agreement(pairs, records)
    # A letter before each name keeps an entity and a record of one name apart; an entity names its group.
    node = ("e" + records["entity"]).fillna("r" + records["record"])
    node_of = dict(zip(records["record"], node, strict=True))
    same, different = (pairs[pairs["verdict"] == verdict] for verdict in ("same", "different"))
    edges = ((node_of[a], node_of[b]) for a, b in zip(same["record"], same["other"], strict=True))
    joined = node.map(connect(edges)).fillna("").astype(object)
    named = joined.str[1:].where(joined != "", records["entity"])
    after_record = joined.str.startswith("r")
    alone = named.isna() & records["record"].isin([*different["record"], *different["other"]])
    named = named.where(~alone, records["record"])
    return expect_own_names(named, after_record | alone, taken=records["entity"])


def expect_own_names(named: pd.Series, after_record: pd.Series, *, taken: pd.Series) -> pd.Series:
    """Return `named`; raise ValueError where an entity named after a record bears another entity's name."""
    both = named[after_record & named.isin(taken)]
    if len(both):
        raise ValueError(f"pairs: {both.iloc[0]!r} names a record and another entity, expected two names")
    return named


def _expect_known(pairs: pd.DataFrame, records: pd.DataFrame) -> None:
    named = pairs.melt("place", ["record", "other"], value_name="named")
    unknown = named[~named["named"].isin(records["record"])]
    if len(unknown):
        row = unknown.iloc[0]
        raise ValueError(
            f"{row['place']}: record {row['named']!r} is not among the records ({len(unknown)} unknown);"
            f" expected ids of this dataset"
        )
