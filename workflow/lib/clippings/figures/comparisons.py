"""The comparisons that decide a claim: multimodal against the best strings, against image or text alone."""

from collections.abc import Iterator

import pandas as pd

from clippings.figures.markdown import filled_grid, number
from clippings.figures.rows import VISUAL, Row, best_normalised, best_raw, ocrs_of, of_row

HEAD = ("OCR", "row", "top-1", "against", "its top-1", "difference", "p", "McNemar p")
SWAPPED = {"method": "other_method", "ocr": "other_ocr", "other_method": "method", "other_ocr": "ocr"}
PAIR = list(SWAPPED)


def mirrored(paired: pd.DataFrame) -> pd.DataFrame:
    """Give each pair in both directions, once."""
    signs = {"difference": -paired["difference"], "low": -paired["high"], "high": -paired["low"]}
    turned = paired.rename(columns=SWAPPED).assign(**signs)
    return pd.concat([paired, turned], ignore_index=True).drop_duplicates(PAIR)


def comparison_grid(paired: pd.DataFrame, scores: pd.DataFrame, names: dict[str, str]) -> str:
    """Write the comparisons of one dataset in Markdown; nothing where it lacks their rows."""
    pairs = mirrored(paired).set_index(["method", "ocr", "other_method", "other_ocr"])
    wanted = [(ocr, *pair) for ocr in ocrs_of(scores) for pair in _wanted(scores, ocr)]
    found = [(ocr, row, other) for ocr, row, other in wanted if (*row, *other) in pairs.index]
    cells = [
        [ocr, *_named(scores, row, names), *_named(scores, other, names), *_shown(pairs.loc[(*row, *other)])]
        for ocr, row, other in found
    ]
    return filled_grid(HEAD, cells) if cells else ""


def _wanted(scores: pd.DataFrame, ocr: str) -> Iterator[tuple[Row, Row]]:
    """Pair labels with folded strings and no labels with raw ones; then each pooling with its halves."""
    for supervision, best in (("sup", best_normalised), ("selfsup", best_raw)):
        pooled = (f"{supervision}_multimodal", ocr)
        language = (f"{supervision}_language", ocr)
        row = pooled if len(of_row(scores, pooled)) else language
        yield from ((row, (method, ocr)) for method in best(scores, ocr))
        yield pooled, (f"{supervision}_visual", VISUAL)
        yield pooled, language


def _named(scores: pd.DataFrame, row: Row, names: dict[str, str]) -> tuple[str, str]:
    return names.get(row[0], row[0]), number(of_row(scores, row)["top1"].mean())


def _shown(pair: pd.Series) -> tuple[str, str, str]:
    difference = f"{pair['difference']:+.3f} [{pair['low']:+.3f}, {pair['high']:+.3f}]"
    return difference, _chance(pair["p"]), _chance(pair["mcnemar"])


def _chance(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
