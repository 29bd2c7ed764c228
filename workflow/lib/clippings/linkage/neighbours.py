"""The file of neighbours: a row group for each row of the results table and fold, read one by one."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow.compute import field, fill_null, index_in
from pyarrow.dataset import dataset

from clippings import frames, tables
from clippings.folds import ALL
from clippings.rows import Row, name_of, of_row, uses_labels

DECIMALS = 6  # Sums of float32 depend on their order: scores that agree so far are ties.
FIXED_WEIGHTS = {"visual": 1.0, "language": 0.0}  # Of the image, where a row has one modality alone.
EVEN = 0.5  # Without labels, or a better reason, image and text weigh the same.
FOUND = ["query", "target", "rank", "score"]
TIES = ["ties", "ties_right", "ties_same"]  # Of a query with more ties than are kept.
# How a file is read by places: rows at a time, and none beforehand.
RUNS = {"batch_size": 1 << 20, "batch_readahead": 1, "fragment_readahead": 1}
PLACED = {"query": np.int32, "target": np.int32, "rank": np.int32, "score": float}
Files = Sequence[str | Path]


class Searched(NamedTuple):
    """The neighbours (query, target, rank, score) of one row and fold, and what was tried on validation."""

    row: Row
    fold: int
    neighbours: pd.DataFrame
    tried: pd.DataFrame | None = None


def write_searches(searches: Iterable[Searched], path: str | Path, *, choices: str | Path) -> None:
    """Write neighbours to `path`, one search in memory at a time, and what was tried to `choices`."""
    tried = [pd.DataFrame(columns=tables.CHOICES.names)]

    def groups() -> Iterator[pd.DataFrame]:
        for search in searches:
            name = {**name_of(search.row), "fold": search.fold}
            if search.tried is not None:
                tried.append(search.tried.assign(**name))
            if len(search.neighbours):
                yield search.neighbours.assign(**name)

    frames.write_groups(groups(), path, tables.NEIGHBOURS)
    frames.write(pd.concat(tried[1:] or tried, ignore_index=True), choices, tables.CHOICES)


def read_neighbours(files: Files, row: Row, *, fold: int) -> pd.DataFrame:
    """Read the neighbours of one row in one fold, or those that depend on none; skip other row groups.

    Without any the table is empty: no query of this row has a neighbour.
    """
    own = (field("method") == row["method"]) & (field("ocr") == row["ocr"]) & field("fold").isin([fold, ALL])
    own &= field("seed").is_null() if row["seed"] is None else field("seed") == row["seed"]
    found = frames.read_where(files, own, tables.NEIGHBOURS, columns=["fold", *FOUND, *TIES])
    of_fold = found["fold"] == fold
    return found.loc[of_fold if of_fold.any() else found["fold"] == ALL, [*FOUND, *TIES]].reset_index(
        drop=True
    )


def chosen_values(choices: pd.DataFrame, row: Row, *, fold: int) -> dict[str, float]:
    """Name by its setting what was chosen for a row in a fold, or is fixed, as without labels."""
    even = {} if uses_labels(row) else {"multimodal": row.get("image_weight", EVEN)}
    weights = FIXED_WEIGHTS | even
    fixed = {"image_weight": weights[row["modality"]]} if row["modality"] in weights else {}
    own = of_row(choices, row, fold=fold)
    chosen = own[own["chosen"].astype(bool)]
    return fixed | dict(zip(chosen["setting"], chosen["value"].astype(float), strict=True))


def read_places(files: Files, row: Row, *, fold: int, ids: pd.Index) -> pd.DataFrame:
    """Read the neighbours of one row in one fold as `read_neighbours` does, by places instead of ids.

    `query` and `target` are places among `ids`, -1 where they are none of these. Ids are looked up a run of
    rows at a time, so that millions of them are never in memory at once.
    """
    own = (field("method") == row["method"]) & (field("ocr") == row["ocr"])
    own &= field("seed").is_null() if row["seed"] is None else field("seed") == row["seed"]
    source = dataset(list(map(str, files)), format="parquet")
    of_fold = own & (field("fold") == fold)
    if not source.count_rows(filter=of_fold):
        of_fold = own & (field("fold") == ALL)
    known = pa.array(ids, pa.string())
    coded = [
        pd.DataFrame(
            {side: fill_null(index_in(run[side], known), -1).to_numpy() for side in FOUND[:2]}
            | {"rank": run["rank"].to_numpy().astype(np.int32), "score": run["score"].to_numpy(False)}
        )
        for run in source.to_batches(FOUND, filter=of_fold, **RUNS)
        if len(run)
    ]
    nothing = pd.DataFrame({"query": [], "target": [], "rank": [], "score": []}).astype(PLACED)
    return pd.concat(coded or [nothing], ignore_index=True)
