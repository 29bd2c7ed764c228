"""The comparisons that support a claim: multimodal against the best strings, against image or text alone."""

from collections.abc import Iterator

import pandas as pd

from clippings.figures.markdown import filled_grid, number
from clippings.figures.rows import VISUAL, Row, best_normalised, best_raw, ocrs_of, of_row

HEAD = ("OCR", "row", "{score}", "against", "its {score}", "difference", "p", "McNemar p")
TOP1, ARI = ("top1", "top-1"), ("ari", "ARI")
SWAPPED = {"method": "other_method", "ocr": "other_ocr", "other_method": "method", "other_ocr": "ocr"}
PAIR = ["method", "ocr", "other_method", "other_ocr"]


def mirrored(paired: pd.DataFrame) -> pd.DataFrame:
    """Return each pair of rows in both directions, once."""
    signs = {"difference": -paired["difference"], "low": -paired["high"], "high": -paired["low"]}
    turned = paired.rename(columns=SWAPPED).assign(**signs)
    return pd.concat([paired, turned], ignore_index=True).drop_duplicates(PAIR)


def comparison_grid(
    paired: pd.DataFrame, scores: pd.DataFrame, names: dict[str, str], *, score: tuple[str, str] = TOP1
) -> str:
    """Write the comparisons of one dataset in Markdown; an empty text where it lacks their rows.

    `score` is the column of `scores` whose differences `paired` holds, and its name.
    """
    column, title = score
    pairs = mirrored(paired).set_index(PAIR)
    wanted = [(ocr, *pair) for ocr in ocrs_of(scores) for pair in _wanted(scores, ocr)]
    cells = [
        [
            ocr,
            *_named(scores, row, names, column),
            *_named(scores, other, names, column),
            *_shown(pairs.loc[key]),
        ]
        for ocr, row, other in wanted
        if (key := (*row, *other)) in pairs.index
    ]
    head = [word.format(score=title) for word in HEAD]
    return filled_grid(head, cells) if cells else ""


def _wanted(scores: pd.DataFrame, ocr: str) -> Iterator[tuple[Row, Row]]:
    """Yield Sup against normalised strings, if any, SelfSup against raw; then poolings and their parts."""
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
    return difference, _p_value(pair["p"]), _p_value(pair.get("mcnemar", float("nan")))


def _p_value(p: float) -> str:
    return "< 0.001" if p < 0.001 else number(p)
