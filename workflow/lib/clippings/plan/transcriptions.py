"""Which transcription each page has: beside its image, or where its source says."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from clippings.plan.datasets import Dataset, Item
from clippings.transcriptions.beside import FOLDERS, find_transcription


def add_transcriptions(pages: Iterable[Item], dataset: Dataset) -> list[Item]:
    """Return `pages` with the `transcription` of each, a path, or None where there is none.

    Where a source names a folder, files there are found by the names of the images; a file that it names, a
    zip or METS file perhaps, stands for all its pages. Raise ValueError where it names what is not there, and
    where two transcriptions of an image differ.
    """
    named = {name: source.get("layout", {}).get("transcriptions") for name, source in dataset.sources.items()}
    for source, place in named.items():
        if place and not Path(place).exists():
            raise ValueError(
                f"{dataset.where}: sources/{source}/layout/transcriptions: {place}: no such file or folder,"
                " expected a folder of transcriptions, or one file for all pages"
            )
    list_names = cache(_list_names)
    return [
        {**page, "transcription": _find(page["path"], named[page["source"]], list_names)} for page in pages
    ]


def _find(image: str, named: str | None, list_names: Callable[[str], frozenset[str]]) -> str | None:
    if named and Path(named).is_file():
        return named
    folder = Path(named) if named else Path(image).parent
    found = find_transcription(folder / Path(image).name, list_names(str(folder)))
    return None if found is None else str(found)


def _list_names(folder: str) -> frozenset[str]:
    """List the files of a folder, and of those below it in which Transkribus puts transcriptions."""
    folders = [Path(folder), *(Path(folder) / name for name in FOLDERS)]
    return frozenset(str(file) for place in folders if place.is_dir() for file in place.iterdir())
