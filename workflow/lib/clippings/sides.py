"""Who asks and who answers: queries, targets, and members, each of which is both to all others."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]

MEMBER = "member"
ALONE = -1  # The code of a query that is kept apart from nobody.


def is_query(records: pd.DataFrame) -> Flags:
    """Mark the records (n,) that look for another one."""
    return records["side"].isin(["query", MEMBER]).to_numpy()


def is_target(records: pd.DataFrame) -> Flags:
    """Mark the records (n,) among which it is looked for: the exemplar index."""
    return records["side"].isin(["target", MEMBER]).to_numpy()


def needed(records: pd.DataFrame, splits: list[str]) -> Flags:
    """Mark the records (n,) needed where those of some splits alone ask: these, and all that answer."""
    return is_target(records) | (is_query(records) & records["split"].isin(splits).to_numpy())


def restrict_to_queries(records: pd.DataFrame, splits: list[str]) -> pd.DataFrame:
    """Let the records of some splits alone ask: other queries go, other members become targets."""
    kept = records[needed(records, splits)]
    silent = (kept["side"] == MEMBER) & ~kept["split"].isin(splits)
    return kept.assign(side=kept["side"].mask(silent, "target"))


def kept_apart(records: pd.DataFrame) -> tuple[Codes, Codes]:
    """Number what may not meet: a record that asks never meets one whose second code is its own first.

    Returns the codes (n,) with which records ask, and those with which they answer. A member meets neither
    itself nor a record of its page, since one page does not print one photograph twice; a query meets every
    target.
    """
    pages = records["page"] if "page" in records else pd.Series(None, index=records.index, dtype=object)
    codes = pd.factorize(pages)[0].astype(np.int64)
    alone = codes < 0
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(alone.sum())
    return np.where(records["side"] == MEMBER, codes, ALONE), codes
