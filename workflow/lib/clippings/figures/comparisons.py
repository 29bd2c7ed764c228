"""The comparisons that decide a claim: multimodal against the best strings, against image or text alone."""

from collections.abc import Iterator

import pandas as pd

from clippings.figures.markdown import filled_grid, number
from clippings.figures.rows import VISUAL, Row, best_normalised, best_raw, ocrs_of, of_row

HEAD = ("OCR", "row", "{score}", "against", "its {score}", "difference", "p", "McNemar p")
TOP1, ARI = ("top1", "top-1"), ("ari", "ARI")
SWAPPED = {"method": "other_method", "ocr": "other_ocr", "other_method": "method", "other_ocr": "ocr"}
PAIR = list(SWAPPED)


def mirrored(paired: pd.DataFrame) -> pd.DataFrame:
    """Return each pair in both directions, once."""
    signs = {"difference": -paired["difference"], "low": -paired["high"], "high": -paired["low"]}
    turned = paired.rename(columns=SWAPPED).assign(**signs)
    return pd.concat([paired, turned], ignore_index=True).drop_duplicates(PAIR)


def comparison_grid(
    paired: pd.DataFrame, scores: pd.DataFrame, names: dict[str, str], *, score: tuple[str, str] = TOP1
) -> str:
    """Write the comparisons of one dataset in Markdown; nothing where it lacks their rows.

    `score` is the column of `scores` whose differences `paired` holds, and its name.
    """
    column, title = score
    pairs = mirrored(paired).set_index(["method", "ocr", "other_method", "other_ocr"])
    wanted = [(ocr, *pair) for ocr in ocrs_of(scores) for pair in _wanted(scores, ocr)]
    found = [(ocr, row, other) for ocr, row, other in wanted if (*row, *other) in pairs.index]
    cells = [
        [
            ocr,
            *_named(scores, row, names, column),
            *_named(scores, other, names, column),
            *_shown(pairs.loc[(*row, *other)]),
        ]
        for ocr, row, other in found
    ]
    head = [word.format(score=title) for word in HEAD]
    return filled_grid(head, cells) if cells else ""


def _wanted(scores: pd.DataFrame, ocr: str) -> Iterator[tuple[Row, Row]]:
    """Pair labels with folded strings, if any, no labels with raw ones; then each pooling with its halves."""
    raw = best_raw(scores, ocr)
    for supervision, strings in (("sup", best_normalised(scores, ocr) or raw), ("selfsup", raw)):
        pooled = (f"{supervision}_multimodal", ocr)
        language = (f"{supervision}_language", ocr)
        row = pooled if len(of_row(scores, pooled)) else language
        yield from ((row, (method, ocr)) for method in strings)
        yield pooled, (f"{supervision}_visual", VISUAL)
        yield pooled, language


def _named(scores: pd.DataFrame, row: Row, names: dict[str, str], column: str) -> tuple[str, str]:
    return names.get(row[0], row[0]), number(of_row(scores, row)[column].mean())


def _shown(pair: pd.Series) -> tuple[str, str, str]:
    difference = f"{pair['difference']:+.3f} [{pair['low']:+.3f}, {pair['high']:+.3f}]"
    return difference, _chance(pair["p"]), _chance(pair.get("mcnemar", float("nan")))


def _chance(p: float) -> str:
    return "< 0.001" if p < 0.001 else number(p)
