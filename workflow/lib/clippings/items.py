"""Reading a user's own tables of image files or texts, in the user's own column names."""

import os
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from clippings import frames
from clippings.places import find_file, spelt_otherwise
from clippings.tables import ITEMS

Sources = Mapping[str, Mapping[str, Any]]


def read_items(
    paths: Iterable[str | Path],
    *,
    columns: Mapping[str, str],
    extra: Iterable[str],
    sources: Sources,
) -> pd.DataFrame:
    """Read `items` tables with the further columns `extra`; `columns` maps our names to the user's.

    What a table leaves out and the dataset implies is filled in: the source where one alone is declared,
    the record where the names of the image files are distinct, the role where the source has but one
    (else it is `name`). Images are looked for from the working folder and from the folder of their table.
    Raise ValueError in one line for anything else that is missing or duplicated.
    """
    table = ITEMS.with_texts(extra)
    theirs = columns.values()
    read = [_complete(frames.load(path, table, names=theirs), columns, sources, str(path)) for path in paths]
    checked = [frames.check(frame, table, where=where) for frame, where in read]
    if not checked:
        return pd.DataFrame(columns=table.names)
    return complete_items(pd.concat(checked, ignore_index=True), extra=extra, sources=sources)


def complete_items(items: pd.DataFrame, *, extra: Iterable[str], sources: Sources) -> pd.DataFrame:
    """Check items of several tables, or of a published one, and fill in their roles."""
    items = frames.check(items, ITEMS.with_texts(extra), where="items shards")
    sole = {source: next(iter(own["sides"])) for source, own in sources.items() if len(own["sides"]) == 1}
    return items.assign(role=items["role"].fillna(items["source"].map(sole)).fillna("name"))


def _complete(
    frame: pd.DataFrame, columns: Mapping[str, str], sources: Sources, where: str
) -> tuple[pd.DataFrame, str]:
    frame = _renamed(frame, columns, where)
    if "path" in frame:
        paths = [locate(name, where) if isinstance(name, str) else name for name in frame["path"]]
        frame = frame.assign(path=pd.Series(paths, index=frame.index, dtype=object))
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
    """Name each record by its image file, without folder and suffix, composed as tables write it."""
    if paths.isna().any():
        row = int(paths.isna().to_numpy().argmax())
        raise ValueError(f"{where}: row {row + 1} has no 'path', expected one, or a column 'record'")
    stems = paths.map(lambda path: unicodedata.normalize("NFC", Path(path).stem))
    repeated = stems.duplicated(keep=False)
    if repeated.any():
        same = paths[stems == stems[repeated].iloc[0]]
        raise ValueError(
            f"{where}: the images {same.iloc[0]} and {same.iloc[1]} have one name, expected a name each,"
            f" or a column 'record'"
        )
    return stems


def locate(name: str, table: str | Path) -> str:
    """Return the path of the image file that `table` calls `name`: from the working folder, else beside it.

    A file that is in neither place, such as one that is still to be fetched, keeps its name.
    """
    return find_file(name, [Path(), Path(table).parent]) or name


def expect_file(name: str, tables: Iterable[str | Path], *, what: str) -> None:
    """Raise ValueError where an image file that `tables` list, as `what` says, is not there."""
    if not os.path.isfile(name):
        places = [Path(name), *(Path(table).parent / name for table in tables)]
        others = "".join(f", nor {place}" for place in dict.fromkeys(places) if place != Path(name))
        hint = next(filter(None, map(spelt_otherwise, places)), "")
        raise ValueError(f"{name}: no such file{others}{hint}; {what}")
