"""Character error rates of the engines against the names as printed."""

import unicodedata
from collections.abc import Mapping

import pandas as pd
from rapidfuzz.distance import Levenshtein

from clippings.tables import READING_SCORES, name_alone


def score_readings(records: pd.DataFrame, engines: Mapping[str, str]) -> pd.DataFrame:
    """Score the texts of a `records` table against its column `printed`: a `reading_scores` table.

    `engines` names the engine of each OCR. Records whose printed name is not known do not count; a
    source without any has no row. Fields that were joined to the names are left out.
    """
    known = records[records["printed"].notna()]
    rows = []
    for ocr, engine in engines.items():
        for source in [*sorted(known["source"].unique()), "all"]:
            chosen = known if source == "all" else known[known["source"] == source]
            edits, lengths = count_edits(chosen["printed"], chosen[ocr].map(name_alone, na_action="ignore"))
            if edits.size:
                cer, exact = edits.sum() / lengths.sum(), (edits == 0).mean()
                rows.append((ocr, engine, source, len(chosen), cer, exact))
    return pd.DataFrame(rows, columns=READING_SCORES.names)


def count_edits(printed: pd.Series, read: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Count the edits from each printed text to the text read, and its characters, both after NFKC."""
    folded = [[unicodedata.normalize("NFKC", text) for text in texts.fillna("")] for texts in (printed, read)]
    edits = [Levenshtein.distance(*pair) for pair in zip(*folded, strict=True)]
    return pd.Series(edits, dtype=int), pd.Series([len(text) for text in folded[0]], dtype=int)
