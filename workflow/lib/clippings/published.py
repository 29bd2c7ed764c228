"""The published table of firms and candidates: records of two publications in pairs, true or not."""

from pathlib import Path

import pandas as pd

from clippings.cells import read_cells
from clippings.tables import FIELDS

# The column that names the image of a record of each publication, and how the columns of its texts begin.
IMAGE_OF = {"pr": "source", "tk": "tk_path_value"}
_START_OF = {"pr": "source", "tk": "tk"}
_ENDINGS = ("address", "product", "est_date", "capital", "bank", "shareholder")


def text_columns(source: str) -> dict[str, str]:
    """Map the columns of the texts of one publication to `title` and our names of fields."""
    names = dict(zip((*_ENDINGS, "firm_title"), (*FIELDS, "title"), strict=True))
    return {f"{_START_OF[source]}_{theirs}": ours for theirs, ours in names.items()}


def read_candidates(path: str | Path) -> pd.DataFrame:
    """Read the published table as text, each pair of firm and candidate once; or raise ValueError."""
    expected = [column for source, image in IMAGE_OF.items() for column in (image, *text_columns(source))]
    pairs = read_cells(path, known=expected)
    missing = [column for column in [*expected, "tk_truth"] if column not in pairs]
    if missing:
        raise ValueError(f"{path}: no column {missing[0]!r}, expected {', '.join([*expected, 'tk_truth'])}")
    strange = pairs.loc[~pairs["tk_truth"].isin(["0", "1"]), "tk_truth"]
    if len(strange):
        raise ValueError(f"{path}: tk_truth is {strange.iloc[0]!r}, expected 0 or 1")
    return pairs.drop_duplicates(list(IMAGE_OF.values()))[[*expected, "tk_truth"]].reset_index(drop=True)
