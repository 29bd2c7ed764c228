"""The rows of the results table: their labels, their order, and those that a figure with few lines shows."""

from collections.abc import Sequence

import pandas as pd

from clippings.tables import OCRS

Row = tuple[str, str]
VISUAL = "none"
SPELLINGS = ("nfkc", "forms", "normalised")
BETTER = {"selfsup": ("sup",), "unaligned": ("sup", "selfsup")}


def labels(layout: pd.DataFrame) -> dict[str, str]:
    """Map the methods that the layout names to their labels, in its order."""
    return dict(zip(layout["method"], layout["label"], strict=True))


def in_order(methods: Sequence[str], names: dict[str, str]) -> list[str]:
    """Put methods in the order of their names, those without one at the end by the alphabet."""
    places = {method: place for place, method in enumerate(names)}
    return sorted(set(methods), key=lambda method: (places.get(method, len(places)), method))


def ocrs_of(frame: pd.DataFrame) -> list[str]:
    """List the OCRs for which a table has rows; `none` alone where every row is visual."""
    return [ocr for ocr in OCRS if (frame["ocr"] == ocr).any()] or [VISUAL]


def title_of(ocr: str) -> str:
    """Name the rows of one OCR over their panel."""
    return "images alone" if ocr == VISUAL else f"{ocr} OCR"


def seen_with(frame: pd.DataFrame, ocr: str) -> pd.DataFrame:
    """Keep the rows that stand in the column of an OCR: its own, and those that use no text."""
    return frame[frame["ocr"].isin([ocr, VISUAL])]


def is_normalised(method: str) -> bool:
    """Say whether a string measure folds spellings first, which its name then adds: `strokes_normalised`."""
    return method.rpartition("_")[2] in SPELLINGS


def best_raw(scores: pd.DataFrame, ocr: str) -> list[str]:
    """Name the raw string measure with the highest top-1 accuracy on one OCR; nothing if there is none."""
    strings = _strings(scores, ocr)
    return _best(strings[~strings["method"].map(is_normalised)])


def best_normalised(scores: pd.DataFrame, ocr: str) -> list[str]:
    """Name the string measure on folded spellings with the highest top-1 accuracy on one OCR, if any."""
    strings = _strings(scores, ocr)
    return _best(strings[strings["method"].map(is_normalised)])


def chosen(scores: pd.DataFrame, ocr: str, *, names: dict[str, str]) -> list[Row]:
    """Choose the rows (method, ocr) of a figure: the best string rows of an OCR and all rows of encoders."""
    encoders = seen_with(scores[scores["modality"] != "string"], ocr)
    used = dict(zip(encoders["method"], encoders["ocr"], strict=True))
    strings = [*best_raw(scores, ocr), *best_normalised(scores, ocr)]
    return [(method, ocr) for method in strings] + [(m, used[m]) for m in in_order([*used], names)]


def best_trained(rows: Sequence[Row]) -> list[Row]:
    """Keep of chosen rows the strings and, of each modality, the one with labels, else the one without."""
    methods = {method for method, _ in rows}
    kept = []
    for method, ocr in rows:
        supervision, _, modality = method.partition("_")
        better = BETTER.get(supervision, ())
        if not methods & {f"{other}_{modality}" for other in better}:
            kept.append((method, ocr))
    return kept


def of_row(frame: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Keep the part of a table that belongs to one row of the results table."""
    return frame[(frame["method"] == row[0]) & (frame["ocr"] == row[1])]


def _strings(scores: pd.DataFrame, ocr: str) -> pd.DataFrame:
    return scores[(scores["modality"] == "string") & (scores["ocr"] == ocr)]


def _best(strings: pd.DataFrame) -> list[str]:
    ranked = strings.sort_values(["top1", "method"], ascending=[False, True])
    return ranked["method"].head(1).tolist()
