"""Find the transcription that lies beside an image, by its name alone."""

from collections.abc import Collection
from filecmp import cmp
from pathlib import Path

SUFFIXES = (".xml", ".hocr", ".html", ".htm")
# Transkribus writes both below the folder of the images; PAGE says more.
FOLDERS = ("page", "alto")


def find_transcription(image: str | Path, names: Collection[str]) -> Path | None:
    """Return the transcription of an image among the paths `names`, or None.

    It has the image's name with the suffix .xml, .hocr, .html or .htm, in capitals or not, and lies beside
    the image or in `page` or `alto` below; of these two `page` is taken. `names` is best a set, listed once
    for a folder. Raises ValueError where two candidates hold different things.
    """
    image = Path(image)
    suffixes = [*SUFFIXES, *(suffix.upper() for suffix in SUFFIXES)]

    def among(folder: Path) -> list[Path]:
        paths = (folder / f"{image.stem}{suffix}" for suffix in suffixes)
        return [path for path in paths if str(path) in names]

    below = next(filter(None, (among(image.parent / name) for name in FOLDERS)), [])
    found = among(image.parent) + below
    for other in found[1:]:
        if not cmp(found[0], other, shallow=False):
            raise ValueError(
                f"{image}: {found[0]} and {other} differ, expected one transcription: remove one"
            )
    return found[0] if found else None
