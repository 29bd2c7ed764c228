"""Rows of the results table in tables that hold several of them."""

from typing import Any

import pandas as pd


def of_row(table: pd.DataFrame, row: dict[str, Any]) -> pd.DataFrame:
    """Select what `table` holds of one row: its method, OCR and seed, which string measures have not."""
    seeds = table["seed"].isna() if row["seed"] is None else table["seed"] == row["seed"]
    return table[(table["method"] == row["method"]) & (table["ocr"] == row["ocr"]) & seeds]
