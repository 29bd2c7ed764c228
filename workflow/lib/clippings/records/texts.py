"""Name and other fields as one text, for all that sees a record's text: measures and encoders alike."""

import pandas as pd

from clippings.tables import SEPARATOR


def join_fields(names: pd.Series, fields: pd.DataFrame) -> pd.Series:
    """Join each name with those of its `fields` (one row a record) that are not empty.

    A record without a name stays without a text: an address alone says nothing of who is named.
    """
    if fields.columns.empty:
        return names
    known = names.notna() & (names != "")
    parts = [names, *(fields[column] for column in fields)]
    # An empty field keeps its place, so that the next one is not taken for it.
    joined = [
        SEPARATOR.join("" if pd.isna(part) else str(part) for part in row).rstrip(SEPARATOR)
        for row in zip(*parts, strict=True)
    ]
    return pd.Series(joined, index=names.index, dtype=object).where(known, names)
