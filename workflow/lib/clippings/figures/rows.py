"""The rows of the results table: their labels, their order, and those that a figure with few lines shows."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from clippings.tables import OCRS

Row = tuple[str, str]
VISUAL, BOTH = "none", "both"
SPELLINGS = ("nfkc", "forms", "normalised")
LAYOUT = ("method", "label")
# The supervisions that make a row of another one superfluous in a figure with few lines.
BETTER = {"selfsup": ("sup",), "unaligned": ("sup", "selfsup")}


def read_layout(path: str | Path, numbers: Iterable[str] = ()) -> pd.DataFrame:
    """Read a table of the paper: method, label and its `numbers`; raise ValueError if a column is missing."""
    layout, columns = pd.read_csv(path), [*LAYOUT, *numbers]
    missing = [column for column in columns if column not in layout]
    if missing:
        raise ValueError(f"{path}: column {missing[0]!r} is missing, expected {', '.join(columns)}")
    return layout


def labels(layout: pd.DataFrame) -> dict[str, str]:
    """Map the methods of a layout to their labels, in its order."""
    return dict(zip(layout["method"], layout["label"], strict=True))


def in_order(methods: Sequence[str], names: dict[str, str]) -> list[str]:
    """Sort methods as `names` lists them, those that it lacks alphabetically at the end."""
    places = {method: place for place, method in enumerate(names)}
    return sorted(set(methods), key=lambda method: (places.get(method, len(places)), method))


def rows_in_order(frame: pd.DataFrame, names: dict[str, str]) -> list[Row]:
    """List the rows of a table in the order of their methods, of one method that of both OCRs last."""
    rows = set(zip(frame["method"], frame["ocr"], strict=True))
    order = in_order([method for method, _ in rows], names)
    return sorted(rows, key=lambda row: (order.index(row[0]), row[1] == BOTH, row[1]))


def best_single(scores: pd.DataFrame, ocr: str, *, score: str = "top1") -> list[Row]:
    """Return the row with the highest score that weighs no others and reads no other OCR, if any."""
    read = [ocr, VISUAL] if ocr in OCRS else [*OCRS, VISUAL]
    rows = scores[scores["ocr"].isin(read) & (scores["modality"] != "all")]
    means = rows.groupby(["method", "ocr"], as_index=False)[score].mean()
    best = means.sort_values([score, "method", "ocr"], ascending=[False, True, True]).head(1)
    return list(zip(best["method"], best["ocr"], strict=True))


def ocrs_of(frame: pd.DataFrame) -> list[str]:
    """List the OCRs for which a table has rows; `none` alone where every row is visual."""
    return [ocr for ocr in OCRS if (frame["ocr"] == ocr).any()] or [VISUAL]


def title_of(ocr: str) -> str:
    """Return the title of the panel that shows the rows of one OCR."""
    return {VISUAL: "images alone", BOTH: "both OCRs"}.get(ocr, f"{ocr} OCR")


def label_of(row: Row, names: dict[str, str]) -> str:
    """Return the label of a row among those of one OCR: a row that reads both says so."""
    name = names.get(row[0], row[0])
    return f"{name}, {title_of(BOTH)}" if row[1] == BOTH else name


def with_ocr(frame: pd.DataFrame, ocr: str) -> pd.DataFrame:
    """Select the rows of an OCR, those that use no text, and those that read both OCRs."""
    return frame[frame["ocr"].isin([ocr, VISUAL, BOTH])]


def is_normalised(method: str) -> bool:
    """Tell whether a string measure normalises spellings first, as its suffix says: `strokes_normalised`."""
    return method.rpartition("_")[2] in SPELLINGS


def best_raw(scores: pd.DataFrame, ocr: str) -> list[str]:
    """Return the raw string measure with the highest top-1 accuracy on one OCR, if any."""
    strings = _strings(scores, ocr)
    return _best(strings[~strings["method"].map(is_normalised).astype(bool)])


def best_normalised(scores: pd.DataFrame, ocr: str) -> list[str]:
    """Return the string measure on normalised spellings with the highest accuracy on one OCR, if any."""
    strings = _strings(scores, ocr)
    return _best(strings[strings["method"].map(is_normalised).astype(bool)])


def chosen(scores: pd.DataFrame, ocr: str, *, names: dict[str, str]) -> list[Row]:
    """Choose the rows of a figure: the best string rows of an OCR and all rows of encoders."""
    encoders = with_ocr(scores[scores["modality"] != "string"], ocr)
    strings = [*best_raw(scores, ocr), *best_normalised(scores, ocr)]
    return [(method, ocr) for method in strings] + rows_in_order(encoders, names)


def best_trained(rows: Sequence[Row]) -> list[Row]:
    """Select the strings of chosen rows and, of each modality, the supervised row, else the unsupervised."""
    methods = {method for method, _ in rows}
    parts = {row: row[0].partition("_") for row in rows}
    return [
        row
        for row, (supervision, _, modality) in parts.items()
        if not methods & {f"{better}_{modality}" for better in BETTER.get(supervision, ())}
    ]


def of_row(frame: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Select the part of a table that belongs to one row of the results table, all seeds."""
    return frame[(frame["method"] == row[0]) & (frame["ocr"] == row[1])]


def _strings(scores: pd.DataFrame, ocr: str) -> pd.DataFrame:
    return scores[(scores["modality"] == "string") & (scores["ocr"] == ocr)]


def _best(strings: pd.DataFrame) -> list[str]:
    ranked = strings.sort_values(["top1", "method"], ascending=[False, True])
    return [str(method) for method in ranked["method"].head(1)]
