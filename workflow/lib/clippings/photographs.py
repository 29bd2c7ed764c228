"""Tables of photographs to reprint, as they are listed before anything runs."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from clippings import frames
from clippings.tables import PHOTOGRAPHS


def list_photographs(files: Iterable[str | Path]) -> pd.DataFrame:
    """Read tables of photographs, in order; raise ValueError in one line for an image that is not there.

    `file` is another name of the column path. A path is looked for from the working directory and from the
    folder of its table. Archives under resources/ need not be there yet: a fetch rule brings them.
    """
    listed = [_located(_read(path), path) for path in files]
    found = frames.check(pd.concat(listed, ignore_index=True), PHOTOGRAPHS, where="photographs")
    for row in found.itertuples():
        fetched = not pd.isna(row.member) and row.path.startswith("resources/")
        if not fetched and not Path(row.path).is_file():
            raise ValueError(f"{row.path}: no such file; listed as photograph {row.photograph}")
    return found


def _read(path: str | Path) -> pd.DataFrame:
    table = frames.load(Path(path), PHOTOGRAPHS, texts=["file"])
    if "path" not in table and "file" in table:
        table = table.rename(columns={"file": "path"})
    if "path" not in table:
        raise ValueError(f"{path}: no column 'path' or 'file', found {', '.join(table)}")
    stems = table["path"].map(lambda name: Path(name).stem, na_action="ignore")
    named = table["photograph"].fillna(stems) if "photograph" in table else stems
    table = table.assign(photograph=named)
    return frames.check(table, PHOTOGRAPHS, where=str(path))


def _located(table: pd.DataFrame, source: str | Path) -> pd.DataFrame:
    beside = Path(source).parent
    return table.assign(path=[_locate(name, beside) for name in table["path"]])


def _locate(name: str, beside: Path) -> str:
    known = name.startswith("resources/") or Path(name).is_file()
    return name if known else str(beside / name)
