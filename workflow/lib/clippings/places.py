"""Finding files by the names that people wrote: composed accents, other separators, the home folder."""

import os
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

Fold = Callable[[str], str]


def find_file(name: str, folders: Iterable[Path]) -> str | None:
    """Return the path of the file `name` in the first of `folders` that has it, None where none has.

    A name is looked for as it is, with the separators of Windows turned and `~` filled in, then in any
    canonically equivalent form (NFC, NFD): to the eye these are one name, on most disks two.
    """
    forms = list(dict.fromkeys((name, os.path.expanduser(name.replace("\\", "/")))))
    paths = [folder / form for form in forms for folder in folders]
    there = (str(path) for path in paths if os.path.isfile(path))
    alike = (str(path) for given in paths if (path := _match(given, _composed)) and path.is_file())
    return next(there, None) or next(alike, None)


def spelt_otherwise(path: Path) -> str:
    """Say of a path that is not there which one is, if they differ in capitals or normalisation alone."""
    other = _match(path, _compatible)
    return f", but {other}, which differs in capitals or Unicode normalisation alone" if other else ""


def _match(path: Path, fold: Fold) -> Path | None:
    """Follow the parts of a path; one that is not there stands for the only one that folds alike."""
    found = Path(path.anchor)
    for part in path.parts[bool(path.anchor) :]:
        if not os.path.lexists(found / part):
            alike = _names(found, fold).get(fold(part), [])
            if len(alike) != 1:
                return None
            part = alike[0]
        found /= part
    return found


def _names(folder: Path, fold: Fold) -> dict[str, list[str]]:
    if not os.path.isdir(folder):
        return {}
    return _listed(str(folder.resolve()), folder.stat().st_mtime_ns, fold)


@lru_cache(maxsize=64)
def _listed(folder: str, changed: int, fold: Fold) -> dict[str, list[str]]:
    """Group the names in a folder, as it was when it last changed, by what they fold to."""
    names = defaultdict(list)
    for name in sorted(os.listdir(folder)):
        names[fold(name)].append(name)
    return dict(names)


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _compatible(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
