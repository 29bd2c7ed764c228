"""Time all evidence, from candidates to both decisions, beside the string rows that find candidates."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pandas as pd
from made import KANJIVG, made_records
from string_rows import TIMED, search_rows

from clippings.linkage.candidates.string_rows import spellings
from clippings.linkage.evidence.comparing import Ingredients, gather_evidence, tabulate
from clippings.linkage.evidence.weighing import Weighed, weigh_rows
from clippings.linkage.neighbours import write_searches
from clippings.spelling import STEPS

ROWS = [{"method": name, "ocr": "noisy", "seed": None, "encoder": None} for name in TIMED]
WEIGHED = [
    {"method": f"{supervision}_all_evidence", "ocr": "noisy", "seed": None}
    for supervision in ("selfsup", "sup")
]


def compare_sides(queries: int, targets: int, *, threads: int) -> list[dict[str, object]]:
    """Time all evidence, with and without labels, beside the string rows on the same records."""
    records = made_records(queries, targets)
    with TemporaryDirectory() as folder:
        strings = find_candidates(records, Path(folder), threads=threads)
        spent, pairs = weigh(records, Path(folder))
    what = f"all evidence of {len(pairs) / queries:.0f} candidates a query, beside its string rows"
    return [{"what": what, "seconds": spent, "plain": strings}]


def time_growth(queries: int, targets: int, *, threads: int) -> float:
    """Time all evidence, in seconds, string rows not counted."""
    records = made_records(queries, targets)
    with TemporaryDirectory() as folder:
        find_candidates(records, Path(folder), threads=threads)
        return weigh(records, Path(folder))[0]


def find_candidates(records: pd.DataFrame, folder: Path, *, threads: int) -> float:
    """Write the neighbours of every string row into a folder; return the seconds that they took."""
    start = perf_counter()
    searches = search_rows(records, TIMED, threads=threads)
    write_searches(searches, folder / "neighbours.parquet", choices=folder / "choices.csv")
    return perf_counter() - start


def weigh(records: pd.DataFrame, folder: Path) -> tuple[float, pd.DataFrame]:
    """Compare the candidates and decide, with and without labels; return the seconds and the evidence."""
    start = perf_counter()
    table, compared = gather_evidence(
        records,
        [folder / "neighbours.parquet"],
        ingredients=Ingredients(None, ROWS, [], []),
        ocrs=["noisy"],
        fields={},
        spelt_of=partial(spellings, records, steps=STEPS),
        k=10,
        kanjivg=KANJIVG,
    )
    evidence = table.whole()
    searches: Iterator[object] = weigh_rows(
        records,
        evidence,
        tabulate(compared),
        rows=WEIGHED,
        explained=[],
        scorer="logistic",
        k=10,
        seed=0,
        weighed=Weighed(),
    )
    list(searches)
    return perf_counter() - start, evidence
