"""Time every string row, and rapidfuzz's plain comparison of everything with everything."""

from collections.abc import Iterator, Sequence
from time import perf_counter

import numpy as np
import pandas as pd
from made import KANJIVG, made_records
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from clippings.linkage.candidates.measures import MEASURES
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.linkage.neighbours import Searched
from clippings.linkage.tuning import objective_of

ROWS_PER_CHUNK = 256
# Made names have no words whose number could be chosen.
TIMED = [name for name, measure in MEASURES.items() if not measure.tuned]


def compare_sides(queries: int, targets: int, *, threads: int) -> list[dict[str, object]]:
    """Time each string row and all of them together beside plain cdist on the same records."""
    records = made_records(queries, targets)
    plain = time_cdist(records, threads=threads)
    seconds = {name: time_row(records, name, threads=threads) for name in TIMED}
    rows = {f"strings: {name}": (spent, plain) for name, spent in seconds.items()}
    rows["strings: all rows"] = sum(seconds.values()), plain * len(seconds)
    return [{"what": what, "seconds": spent, "plain": alone} for what, (spent, alone) in rows.items()]


def time_growth(queries: int, targets: int, *, threads: int) -> float:
    """Time all string rows together, in seconds."""
    records = made_records(queries, targets)
    return sum(time_row(records, name, threads=threads) for name in TIMED)


def search_rows(records: pd.DataFrame, measures: Sequence[str], *, threads: int) -> Iterator[Searched]:
    """Search by string measures as the workflow does."""
    return compare_strings(
        records,
        measures=measures,
        ocrs=["noisy"],
        lengths=[],
        objective=objective_of("link", k=10),
        k=10,
        kanjivg=KANJIVG,
        threads=threads,
    )


def time_row(records: pd.DataFrame, measure: str, *, threads: int) -> float:
    """Time one string row, folding and ranking included, in seconds."""
    start = perf_counter()
    list(search_rows(records, [measure], threads=threads))
    return perf_counter() - start


def time_cdist(records: pd.DataFrame, *, threads: int) -> float:
    """Time the Levenshtein distances of all pairs of distinct texts and the first of each, in seconds."""
    queries, targets = (
        records.loc[records["side"] == side, "noisy"].unique().tolist() for side in ("query", "target")
    )
    start = perf_counter()
    for place in range(0, len(queries), ROWS_PER_CHUNK):
        chunk = queries[place : place + ROWS_PER_CHUNK]
        process.cdist(chunk, targets, scorer=Levenshtein.distance, dtype=np.uint8, workers=threads).argmin(
            axis=1
        )
    return perf_counter() - start
