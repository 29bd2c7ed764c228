"""Rows of the results table in tables that hold several of them."""

from typing import Any

import pandas as pd

NAME = ("method", "ocr", "seed")
CARRIED = "carried"  # The encoder of a model that was learned elsewhere, and how its rows begin.
Row = dict[str, Any]


def name_of(row: Row) -> Row:
    """Return what names a row in a table: its method, OCR and seed, which string measures have not."""
    return {key: row[key] for key in NAME}


def uses_labels(row: Row) -> bool:
    """Say whether labels may decide by a row: all but those of SelfSup, and of a model learned elsewhere."""
    return not str(row["method"]).startswith(("selfsup_", f"{CARRIED}_"))


def is_carried(row: Row) -> bool:
    """Say whether a row is that of a model learned elsewhere."""
    return str(row["method"]).startswith(f"{CARRIED}_")


def weighs_all(row: Row) -> bool:
    """Say whether a row weighs all evidence."""
    return str(row["method"]).endswith("_all_evidence")


def of_row(table: pd.DataFrame, row: Row, *, fold: int | None = None) -> pd.DataFrame:
    """Select what `table` holds of one row, in one fold or in all."""
    seeds = table["seed"].isna() if row["seed"] is None else table["seed"] == row["seed"]
    folds = True if fold is None else table["fold"] == fold
    return table[(table["method"] == row["method"]) & (table["ocr"] == row["ocr"]) & seeds & folds]
