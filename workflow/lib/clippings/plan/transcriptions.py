"""Which transcription each page has: beside its image, or where its source says."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from clippings.plan.datasets import Item
from clippings.transcriptions.beside import FOLDERS, find_transcription


def add_transcriptions(pages: Iterable[Item], sources: Mapping[str, Mapping[str, Any]]) -> list[Item]:
    """Return `pages` with the `transcription` of each, a path, or None where there is none.

    Where a source names a folder, files there are found by the names of the images; a file that it names, a
    zip or METS file perhaps, stands for all its pages. Raise ValueError where it names what is not there.
    """
    return [{**page, "transcription": _find(page["path"], sources[page["source"]])} for page in pages]


def _find(image: str, source: Mapping[str, Any]) -> str | None:
    named = source.get("layout", {}).get("transcriptions")
    if named is None:
        found = find_transcription(image, _names(str(Path(image).parent)))
    elif Path(named).is_dir():
        found = find_transcription(Path(named) / Path(image).name, _names(named))
    elif Path(named).is_file():
        return str(named)
    else:
        raise ValueError(f"{named}: no such file or folder, expected transcriptions (layout/transcriptions)")
    return None if found is None else str(found)


@cache
def _names(folder: str) -> frozenset[str]:
    """List the files of a folder, and of those below it in which Transkribus puts transcriptions."""
    folders = [Path(folder), *(Path(folder) / name for name in FOLDERS)]
    return frozenset(str(file) for place in folders if place.is_dir() for file in place.iterdir())
