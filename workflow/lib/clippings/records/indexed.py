"""Targets that a dataset takes from an index which another one left, in place of records of its own."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from clippings import frames
from clippings.running import say
from clippings.saved_index import read_targets
from clippings.tables import RECORDS, WITHDRAWN


def read_indexed(folders: Sequence[str | Path], withdrawn: Sequence[str | Path]) -> pd.DataFrame:
    """Read the targets of an index, if there is one, but for those that tables of `withdrawn` ids name.

    Raise ValueError for an id that is not there: it would be a slip that nobody sees.
    """
    if not folders:
        return pd.DataFrame(columns=RECORDS.names)
    targets = read_targets(folders[0])
    for path in withdrawn:
        named = frames.read(path, WITHDRAWN)["record"]
        unknown = named[~named.isin(targets["record"])]
        if len(unknown):
            raise ValueError(
                f"{path}: record {unknown.iloc[0]!r} is not in the index {folders[0]} ({len(unknown)} such),"
                " expected ids of its targets"
            )
        targets = targets[~targets["record"].isin(named)]
        say(f"{path}: {len(named):,} targets are withdrawn from {folders[0]}")
    return targets


def append_targets(records: pd.DataFrame, indexed: pd.DataFrame) -> pd.DataFrame:
    """Append the targets of an index to the records of a dataset, whose targets replace those of their id.

    Raise ValueError where a record that is no target has the id of one.
    """
    if indexed.empty:
        return records
    # Of two columns the short one is looked up: pandas makes a Python object of each value of the other.
    replaced = indexed["record"].isin(records["record"])
    same = records[records["record"].isin(indexed.loc[replaced, "record"])]
    strange = same[same["side"] != "target"]
    if len(strange):
        record, side = strange.iloc[0][["record", "side"]]
        raise ValueError(
            f"record {record!r} is a {side} here and a target of the index ({len(strange)} such), expected"
            " another id, or a target that corrects it"
        )
    kept = indexed[~replaced]
    say(f"index: {len(kept):,} targets come from it, {len(same):,} are replaced")
    return pd.concat([records, kept.reindex(columns=records.columns).astype(object)], ignore_index=True)
