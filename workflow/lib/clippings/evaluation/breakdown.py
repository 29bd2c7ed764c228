"""Where the errors are: accuracy by what a query is like."""

import unicodedata

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein

from clippings import tables
from clippings.evaluation.bootstrap import interval, resampled_means
from clippings.evaluation.ceilings import expect_of_names
from clippings.evaluation.outcomes import by_query
from clippings.sides import is_query
from clippings.spelling import fold_compatible

# Each bin starts above the bound before it and ends with its own.
ERROR_BINS = {"0": 0.0, "up to .2": 0.2, "up to .4": 0.4, "above .4": np.inf}
LENGTH_BINS = {"1–3": 3, "4": 4, "5–6": 6, "7 and more": np.inf}
SCRIPTS = ("kanji", "with kana", "with Latin or digits", "another script")
SHORTENED = ("whole", "shortened")
HOMONYM = ("one firm", "homonyms")
BINS = {
    "ocr_error": tuple(ERROR_BINS),
    "length": tuple(LENGTH_BINS),
    "script": SCRIPTS,
    "shortened": SHORTENED,
    "homonym": HOMONYM,
}
# The first word of the Unicode names of their letters; 々 is IDEOGRAPHIC, ー is KATAKANA-HIRAGANA.
KANJI, KANA = {"CJK", "IDEOGRAPHIC"}, {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}
LATIN = {"LATIN", "DIGIT"}


def break_down(tested: pd.DataFrame, records: pd.DataFrame, *, resamples: int, seed: int) -> pd.DataFrame:
    """Split the top-1 accuracy of each (method, ocr) by what the matched test queries are like.

    Seeds are averaged; `tested` are the outcomes of test queries. Intervals come from one bootstrap over
    entities.
    """
    spread, entities = by_query(tested[tested["matched"]], "top1")
    traits = {ocr: describe(records, ocr).reindex(spread.index) for ocr in spread.columns.unique("ocr")}
    bins, columns = [], []
    for method, ocr in spread.columns:
        for kind, names in BINS.items():
            for place, name in enumerate(names):
                inside = (traits[ocr][kind] == name).to_numpy()
                bins.append((method, ocr, kind, name, place, inside.sum()))
                columns.append(spread[method, ocr].where(inside))
    rows = pd.DataFrame(bins, columns=["method", "ocr", "kind", "bin", "place", "n"])
    filled = (rows["n"] > 0).to_numpy()
    if not filled.any():
        return pd.DataFrame(columns=tables.BREAKDOWN.names)
    rows, values = rows[filled], np.column_stack(columns)[:, filled]
    means, resampled = resampled_means(values, entities, resamples=resamples, seed=seed)
    low, high = interval(resampled)
    return rows.assign(top1=means, low=low, high=high)[tables.BREAKDOWN.names]


def describe(records: pd.DataFrame, ocr: str) -> pd.DataFrame:
    """Name the bin of each test query, one column a kind, empty where it is not known.

    The OCR's errors are counted only where the print is known; length and script are those of the print,
    or of what the OCR read, and of names alone. A row of no OCR, or of both, is divided by the errors of the
    noisy one, or of the clean one where that is the only text.
    """
    read = [one for one in tables.OCRS if records[one].notna().any()]
    text = ocr if ocr in tables.OCRS else next(iter(read), "noisy")
    queries = records[is_query(records) & (records["split"] == "test").to_numpy()].set_index("record")
    name = queries["printed"].fillna(queries[text].map(tables.name_alone, na_action="ignore"))
    name = name.map(fold_compatible, na_action="ignore").where(queries["role"].isin(tables.NAMES))
    name = name.astype(object)  # Without a single text pandas would take it for numbers.
    column = "printed" if records["printed"].notna().any() else text
    named = records[records["role"].isin(tables.NAMES)]
    shared = expect_of_names(named, column)["shared"].reindex(queries.index)
    return pd.DataFrame(
        {
            "ocr_error": _binned(_error_rates(queries[text], queries["printed"]), ERROR_BINS),
            "length": _binned(name.str.len(), LENGTH_BINS),
            "script": name.map(script_of, na_action="ignore"),
            "shortened": _named(queries["shortened"], SHORTENED),
            "homonym": _named(shared, HOMONYM),
        }
    )


def script_of(name: str) -> str:
    """Name the script of a name: kanji alone, some kana, some Latin letters or digits, or another letter."""
    found = {unicodedata.name(letter, "").partition(" ")[0] for letter in name if letter.isalnum()}
    if found - KANJI - KANA - LATIN:
        return SCRIPTS[3]
    return SCRIPTS[2] if found & LATIN else SCRIPTS[1] if found & KANA else SCRIPTS[0]


def _error_rates(texts: pd.Series, printed: pd.Series) -> pd.Series:
    """Count edits per printed character of names alone, after NFKC; without a text all are wrong.

    Empty where the print is unknown, and everywhere if no record has a text.
    """
    unread = texts.isna().all()
    rates = [
        np.nan
        if pd.isna(name) or unread
        else Levenshtein.distance(fold_compatible(text), fold_compatible(name))
        / max(len(fold_compatible(name)), 1)
        for text, name in zip(texts.fillna("").map(tables.name_alone), printed, strict=True)
    ]
    return pd.Series(rates, texts.index, dtype=float)


def _binned(values: pd.Series, bins: dict[str, float]) -> pd.Series:
    return pd.cut(values.astype(float), [-np.inf, *bins.values()], labels=list(bins)).astype(object)


def _named(flags: pd.Series, names: tuple[str, str]) -> pd.Series:
    return flags.astype(float).map({0.0: names[0], 1.0: names[1]})
