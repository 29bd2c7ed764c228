"""Tables of photographs to reprint, as they are listed before anything runs."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from clippings import frames
from clippings.items import expect_file, locate
from clippings.tables import PHOTOGRAPHS


def list_photographs(files: Iterable[str | Path]) -> pd.DataFrame:
    """Read tables of photographs, in order; raise ValueError in one line for an image that is not there.

    `file` is another name of the column path. A path is looked for from the working folder and from the
    folder of its table. Archives under resources/ need not be there yet: a fetch rule brings them.
    """
    files = list(files)
    read = pd.concat([_read(path) for path in files], ignore_index=True)
    listed = frames.check(read, PHOTOGRAPHS, where="photographs")
    for row in listed.itertuples():
        if pd.isna(row.member) or not row.path.startswith("resources/"):
            expect_file(row.path, files, what=f"listed as photograph {row.photograph}")
    return listed


def _read(path: str | Path) -> pd.DataFrame:
    table = frames.load(Path(path), PHOTOGRAPHS, names=["file"])
    if "path" not in table and "file" in table:
        table = table.rename(columns={"file": "path"})
    if "path" not in table:
        raise ValueError(f"{path}: no column 'path' or 'file', found {', '.join(table)}")
    stems = table["path"].map(lambda name: Path(name).stem, na_action="ignore")
    named = table["photograph"].fillna(stems) if "photograph" in table else stems
    table = frames.check(table.assign(photograph=named), PHOTOGRAPHS, where=str(path))
    return table.assign(path=[locate(name, path) for name in table["path"]])
