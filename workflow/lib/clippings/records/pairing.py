"""Truth given as pairs: records joined by pairs, directly or not, are one entity."""

import pandas as pd

from clippings.records.components import connect


def name_paired_entities(records: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Give the entity of each record after joining what `pairs` joins; named by its smallest member.

    A record with an entity stands for all records of that entity; one without, in no pair, stays without.
    Pairs of unknown records are a ValueError.
    """
    entity = records["entity"].fillna(records["record"])
    node_of = dict(zip(records["record"], entity, strict=True))
    named = pd.concat([pairs["record"], pairs["other"]])
    unknown = named[~named.isin(records["record"])]
    if len(unknown):
        raise ValueError(
            f"pairs: record {unknown.iloc[0]!r} is not among the records ({len(unknown)} unknown);"
            f" expected ids of this dataset"
        )
    edges = ((node_of[a], node_of[b]) for a, b in zip(pairs["record"], pairs["other"], strict=True))
    joined = connect(edges)
    return entity.map(joined).fillna(records["entity"])
