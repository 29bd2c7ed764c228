"""Files of neighbours, one a portion: in each a row group for each row of the results table and fold."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow.compute import Expression, field, fill_null, index_in
from pyarrow.dataset import dataset

from clippings import frames, row_groups, tables
from clippings.folds import ALL
from clippings.rows import Row, name_of, of_row, uses_labels
from clippings.sides import PORTION

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
    """The neighbours (query, target, rank, score) of one row and fold, and what was tried on validation.

    They are those of the queries of one portion, by its number.
    """

    row: Row
    fold: int
    neighbours: pd.DataFrame
    tried: pd.DataFrame | None = None
    portion: int = 1


def write_searches(searches: Iterable[Searched], *paths: str | Path, choices: str | Path) -> None:
    """Write neighbours, those of portion p to the p-th path, and what was tried to `choices`.

    One search is in memory at a time.
    """
    tried = [pd.DataFrame(columns=tables.CHOICES.names)]
    with ExitStack() as files:
        writers = [files.enter_context(row_groups.writing_groups(path, tables.NEIGHBOURS)) for path in paths]
        for search in searches:
            name = {**name_of(search.row), "fold": search.fold}
            if search.tried is not None:
                tried.append(search.tried.assign(**name))
            if len(search.neighbours):
                writers[search.portion - 1](search.neighbours.assign(**name))
    frames.write(pd.concat(tried[1:] or tried, ignore_index=True), choices, tables.CHOICES)


def read_neighbours(
    files: Files, row: Row, *, fold: int, columns: Sequence[str] = (*FOUND, *TIES)
) -> pd.DataFrame:
    """Read the neighbours of one row in one fold, or those that depend on none; skip other row groups.

    Without any the table is empty: no query of this row has a neighbour.
    """
    own = _of(row) & field("fold").isin([fold, ALL])
    found = frames.read_where(list_files(files), own, tables.NEIGHBOURS, columns=["fold", *columns])
    of_fold = found["fold"] == fold
    return found.loc[of_fold if of_fold.any() else found["fold"] == ALL, [*columns]].reset_index(drop=True)


class Neighbours:
    """The neighbours of one row in one fold, portion by portion: read each time that they are asked for."""

    def __init__(self, files: Files, row: Row, *, fold: int) -> None:
        self._files, self._row, self._fold = files, row, fold

    def __iter__(self) -> Iterator[pd.DataFrame]:
        return (read_neighbours(own, self._row, fold=self._fold) for _, own in by_portion(self._files))

    def scores(self, *, without: Sequence[str] | pd.Series = ()) -> pd.DataFrame:
        """Return rank and score of all but those of some queries."""
        columns = ["rank", "score"] if len(without) == 0 else ["query", "rank", "score"]
        found = read_neighbours(self._files, self._row, fold=self._fold, columns=columns)
        return found if len(without) == 0 else found[~found["query"].isin(without)]


def list_files(files: Files) -> list[Path]:
    """List files, and those in folders, by portion."""
    parts = (
        sorted(path.glob("*.parquet"), key=portion_of) if path.is_dir() else [path]
        for path in map(Path, files)
    )
    return list(chain.from_iterable(parts))


def portion_of(path: str | Path) -> tuple[int, int]:
    """Return number and count of the portion that a file holds, by its name; another is the only one."""
    named = PORTION.fullmatch(Path(path).stem)
    return (int(named[1]), int(named[2])) if named else (1, 1)


def by_portion(files: Files) -> list[tuple[tuple[int, int], Files]]:
    """List the files of each portion, in the order of portions."""
    ordered = sorted(list_files(files), key=portion_of)
    return [(portion, list(own)) for portion, own in groupby(ordered, key=portion_of)]


def chosen_values(choices: pd.DataFrame, row: Row, *, fold: int) -> dict[str, float]:
    """Name by its setting what was chosen for a row in a fold, or is fixed, as without labels."""
    even = {} if uses_labels(row) else {"multimodal": row.get("image_weight", EVEN)}
    weights = FIXED_WEIGHTS | even
    fixed = {"image_weight": weights[row["modality"]]} if row["modality"] in weights else {}
    own = of_row(choices, row, fold=fold)
    chosen = own[own["chosen"].astype(bool)]
    return fixed | dict(zip(chosen["setting"], chosen["value"].astype(float), strict=True))


def take_choice(choices: pd.DataFrame, row: Row, *, fold: int, setting: str) -> tuple[float, pd.DataFrame]:
    """Return the value that another portion chose for a row in a fold, and what it tried, without names.

    Raise ValueError where there is none.
    """
    value = chosen_values(choices, row, fold=fold).get(setting)
    if value is None:
        named, method = setting.replace("_", " "), row["method"]
        where = f"choices: no {named} of {method} ({row['ocr']}) in fold {fold}"
        raise ValueError(f"{where}: found 0 chosen values of {method}, expected one")
    return value, of_row(choices, row, fold=fold).drop(columns=[*name_of(row), "fold"])


def read_places(files: Files, row: Row, *, fold: int, ids: pd.Index) -> pd.DataFrame:
    """Read the neighbours of one row in one fold as `read_neighbours` does, by places instead of ids.

    `query` and `target` are places among `ids`, -1 where they are none of these. Ids are looked up a run of
    rows at a time, so that millions of them are never in memory at once.
    """
    source = dataset(list(map(str, list_files(files))), format="parquet")
    of_fold = _of(row) & (field("fold") == fold)
    if not source.count_rows(filter=of_fold):
        of_fold = _of(row) & (field("fold") == ALL)
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


def _of(row: Row) -> Expression:
    """Return what tells the neighbours of one row from those of others."""
    seed = field("seed").is_null() if row["seed"] is None else field("seed") == row["seed"]
    return (field("method") == row["method"]) & (field("ocr") == row["ocr"]) & seed
