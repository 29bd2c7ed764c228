"""Reading what people said of the lines of pages: the files that the label page writes."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from clippings import frames
from clippings.tables import CORNERS, LINE_LABELS


def read_line_labels(paths: Iterable[str | Path]) -> pd.DataFrame:
    """Read files of labelled lines (.csv, .tsv) into the columns of `line_labels`, and `place`: file and row.

    Rows count from 1. A file says everything about its pages, so that two files on one page would contradict
    each other. Raise ValueError in one line for that, for a file that is no `line_labels` table, for a box
    without an area or left of or above the page, for a row without a line or box, and for one that is there
    twice.
    """
    read = [_read(Path(path)) for path in paths]
    if not read:
        return pd.DataFrame(columns=[*LINE_LABELS.names, "place"])
    labels = pd.concat(read, ignore_index=True)
    files = labels["place"].str.replace(r" row \d+$", "", regex=True)
    first = files.groupby(labels["page"]).transform("first")
    if (files != first).any():
        row = labels[files != first].iloc[0]
        raise ValueError(
            f"{row['place']}: page {row['page']!r} is labelled in {first[row.name]} too, expected each page"
            " in one file: the label page exports what it read, so list only the later one"
        )
    return labels


def _read(path: Path) -> pd.DataFrame:
    labels = frames.read(path, LINE_LABELS)
    labels["place"] = f"{path} row " + (labels.index + 1).astype(str)
    wrong = ~((labels["x0"] < labels["x1"]) & (labels["y0"] < labels["y1"]))
    wrong |= (labels[["x0", "y0"]] < 0).any(axis=1)
    wrong &= labels["line"].isna() | labels[CORNERS].notna().any(axis=1)
    if wrong.any():
        row = labels[wrong].iloc[0]
        box = ", ".join(f"{row[corner]:g}" for corner in CORNERS)
        raise ValueError(
            f"{row['place']}: the box is ({box}), expected 0 <= x0 < x1 and 0 <= y0 < y1 in pixels"
        )
    drawn = labels["line"].isna()
    boxes = [" ".join(map("{:g}".format, box)) for box in labels[CORNERS].to_numpy(float)]
    keys = labels["line"].where(~drawn, boxes)
    repeated = pd.DataFrame({"page": labels["page"], "drawn": drawn, "key": keys}).duplicated()
    if repeated.any():
        row = labels[repeated].iloc[0]
        line = "a box without a line" if pd.isna(row["line"]) else f"line {row['line']!r}"
        raise ValueError(
            f"{row['place']}: {line} of page {row['page']!r} for the second time, expected it once"
        )
    return labels
