"""Reading a user's own tables of image files or texts, in the user's own column names."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from clippings import frames
from clippings.tables import ITEMS


def read_items(
    paths: Iterable[str | Path],
    *,
    columns: Mapping[str, str],
    extra: Iterable[str],
    sources: Mapping[str, Mapping[str, Any]],
) -> pd.DataFrame:
    """Read `items` tables with the columns `extra` beside; `columns` maps our names to the user's.

    What a table leaves out and the dataset implies is filled in: the source where one alone is declared,
    the record where the names of the image files tell them apart, the role where the source has but one
    (else it is `name`). Raise ValueError in one line for anything else that is missing or twice there.
    """
    table = ITEMS.with_texts(extra)
    texts = [*table.names, *columns.values()]
    read = [_complete(frames.load(path, table, texts=texts), columns, sources, str(path)) for path in paths]
    checked = [frames.check(frame, table, where=where) for frame, where in read]
    if not checked:
        return pd.DataFrame(columns=table.names)
    items = frames.check(pd.concat(checked, ignore_index=True), table, where="items shards")
    return items.assign(role=_roles(items, sources))


def _complete(
    frame: pd.DataFrame, columns: Mapping[str, str], sources: Mapping[str, Any], where: str
) -> tuple[pd.DataFrame, str]:
    frame = _renamed(frame, columns, where)
    if "record" not in frame and "path" in frame:
        frame = frame.assign(record=_stems(frame["path"], where))
    if len(sources) == 1:
        named = frame["source"] if "source" in frame else pd.Series(None, frame.index, dtype=object)
        frame = frame.assign(source=named.fillna(next(iter(sources))))
    return frame, where


def _renamed(frame: pd.DataFrame, columns: Mapping[str, str], where: str) -> pd.DataFrame:
    """Return the user's columns our names; one of theirs may serve as several of ours."""
    missing = [(ours, theirs) for ours, theirs in columns.items() if theirs not in frame]
    if missing:
        ours, theirs = missing[0]
        raise ValueError(
            f"{where}: column {theirs!r} is missing, which `columns` takes as {ours!r};"
            f" found {', '.join(map(str, frame.columns))}"
        )
    return frame.assign(**{ours: frame[theirs] for ours, theirs in columns.items()})


def _stems(paths: pd.Series, where: str) -> pd.Series:
    """Name each record by its image file, without folder and suffix."""
    if paths.isna().any():
        row = int(paths.isna().to_numpy().argmax())
        raise ValueError(f"{where}: row {row + 1} has no 'path', expected one, or a column 'record'")
    stems = paths.map(lambda path: Path(path).stem)
    repeated = stems.duplicated(keep=False)
    if repeated.any():
        same = paths[stems == stems[repeated].iloc[0]]
        raise ValueError(
            f"{where}: the images {same.iloc[0]} and {same.iloc[1]} have one name, expected a name each,"
            f" or a column 'record'"
        )
    return stems


def _roles(items: pd.DataFrame, sources: Mapping[str, Mapping[str, Any]]) -> pd.Series:
    sole = {source: next(iter(said["sides"])) for source, said in sources.items() if len(said["sides"]) == 1}
    return items["role"].fillna(items["source"].map(sole)).fillna("name")
