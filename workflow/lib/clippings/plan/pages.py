"""The pages of a source from where they are: folders, globs, images, frames of TIFFs and PDFs, IIIF."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from clippings import frames, tables
from clippings.plan.datasets import Dataset, Item

SUFFIXES = (".png", ".jpg", ".jpeg", ".jp2", ".j2k", ".tif", ".tiff", ".pdf")
OF_FRAMES = (".tif", ".tiff", ".pdf")
RANGES = re.compile(r"(?P<file>.+)\[(?P<ranges>\s*\d+(\s*-\s*\d+)?(\s*,\s*\d+(\s*-\s*\d+)?)*\s*)\]")
Place = tuple[Path, int, int]  # an image file, a frame of it from 0, and how many it has
Named = tuple[str, str, int]  # a page: its name, file and frame


class NotFetchedError(ValueError):
    """Say that pages are known only when `snakemake fetch` has brought them."""


def list_pages(dataset: Dataset, source: str, *, skip_bad: bool, awaited: Collection[str] = ()) -> list[Item]:
    """List the pages that a source declares: entries in their order, files of each in natural order.

    A page is named by its source and file, `pr-page_2`, and by its number where the file has several frames,
    `pr-book-0003`. Files whose frames cannot be counted count as one page if `skip_bad`. Raise ValueError in
    one line for an entry that is not there, holds no image or too few frames, and for pages of one name;
    NotFetchedError for a IIIF manifest, or files `awaited`, that are still to be fetched.
    """
    pages: dict[str, Item] = {}
    try:
        for entry in dataset.pages[source]:
            _expect_fetched(entry, awaited)
            for page, path, frame in (
                _fetched(entry, images_table(dataset, source))
                if is_manifest(entry)
                else _named(source, _places(entry, skip_bad=skip_bad))
            ):
                if page in pages:
                    raise ValueError(_clash(page, path, pages[page]["path"]))
                pages[page] = {"page": page, "path": path, "source": source, "frame": frame}
    except ValueError as error:
        raise type(error)(f"{dataset.where}: sources/{source}/pages: {error}") from None
    return list(pages.values())


def is_manifest(entry: str) -> bool:
    """Say whether an entry is the address of a IIIF manifest."""
    return entry.startswith(("https://", "http://"))


def images_table(dataset: Dataset, source: str) -> str:
    """Return where the images are listed that manifests of a source name, once they are fetched."""
    return f"resources/iiif/{dataset.origin}-{source}/images.tsv"


def _fetched(manifest: str, table: str) -> list[Named]:
    """List the pages of a manifest as its fetched images have them."""
    images = frames.read(table, tables.IIIF_IMAGES).to_dict("records") if Path(table).is_file() else []
    pages = [(image["page"], image["path"], 0) for image in images if image["manifest"] == manifest]
    if not pages:
        raise NotFetchedError(f"{manifest}: not fetched yet, run `snakemake fetch` first with this config")
    return pages


def _expect_fetched(entry: str, awaited: Collection[str]) -> None:
    """Raise NotFetchedError where a file to be fetched may be one of those that an entry names."""
    entry = entry.replace("\\", "/")
    start = re.split(r"[*?[]", entry, maxsplit=1)[0]
    start = f"{start.rstrip('/')}/" if start == entry else start
    missing = [file for file in awaited if start.startswith("resources/") and f"{file}/".startswith(start)]
    if missing:
        raise NotFetchedError(
            f"{entry}: {len(missing)} files such as {missing[0]} are not fetched yet, run `snakemake fetch`"
            " first with this config"
        )


def _named(source: str, places: Iterable[Place]) -> Iterator[Named]:
    """Name pages by their source and file, and by their number where the file has several."""
    for path, frame, frames_in_file in places:
        number = f"-{frame + 1:04d}" if frames_in_file > 1 else ""
        yield f"{source}-{unicodedata.normalize('NFC', path.stem)}{number}", str(path), frame


def _places(entry: str, *, skip_bad: bool) -> Iterator[Place]:
    """List the frames that an entry names; a path that is there is never taken for a range or a pattern."""
    path, match = _existing(entry), RANGES.fullmatch(entry)
    cut = _existing(match["file"]) if path is None and match else None
    if match and cut and cut.is_file():
        count = _count_frames(cut, skip_bad=skip_bad)
        yield from ((cut, number, count) for number in _numbers(match["ranges"], count, entry))
        return
    inside = path.iterdir() if path and path.is_dir() else [path] if path else _matching(entry)
    for file in _images(inside, entry):
        count = _count_frames(file, skip_bad=skip_bad)
        yield from ((file, number, count) for number in range(count))


def _existing(entry: str) -> Path | None:
    """Find a file or folder that may be written with other separators or composed accents; else None."""
    names = dict.fromkeys((entry, entry.replace("\\", "/")))
    forms = (form for name in names for form in (name, *_normal_forms(name)))
    return next((Path(form) for form in forms if Path(form).exists()), None)


def _normal_forms(name: str) -> tuple[str, str]:
    return unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)


def _matching(entry: str) -> Iterable[Path]:
    """List what a glob matches; folders at its start that are there may hold any characters."""
    parts = Path(entry.replace("\\", "/")).parts
    folder = Path()
    while parts and (found := _existing(str(folder / parts[0]))):
        folder, parts = found, parts[1:]
    pattern = "/".join(parts)
    if not any(character in pattern for character in "*?["):
        raise ValueError(
            f"{entry}: no such file or folder below {folder.absolute()}, expected one, or a pattern such as"
            " scans/*.png"
        )
    return {file for form in _normal_forms(pattern) for file in folder.glob(form)}


def _images(files: Iterable[Path], entry: str) -> list[Path]:
    """Sort image files by the numbers in their names; leave out hidden files, and texts beside them."""
    images = [
        file
        for file in files
        if file.suffix.lower() in SUFFIXES and not file.name.startswith(".") and file.is_file()
    ]
    if not images:
        raise ValueError(f"{entry}: found no image, expected files that end in {', '.join(SUFFIXES)}")
    return sorted(images, key=lambda file: ([_natural(part) for part in file.parts], str(file)))


def _natural(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts page_2 before page_10: text and numbers in turn."""
    parts = re.split(r"(\d+)", unicodedata.normalize("NFC", name).casefold())
    return [(int(part), "") if index % 2 else (0, part) for index, part in enumerate(parts)]


def _numbers(ranges: str, count: int, entry: str) -> list[int]:
    """Turn `3-17,20`, from 1, into frames from 0."""
    numbers: list[int] = []
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        if not 1 <= start <= end <= count:
            raise ValueError(f"{entry}: found the range {part.strip()}, expected pages from 1 to {count}")
        numbers += range(start - 1, end)
    return numbers


def _count_frames(path: Path, *, skip_bad: bool) -> int:
    """Count the pages of a file; only TIFF and PDF are opened for it, and nothing is decoded."""
    if path.suffix.lower() not in OF_FRAMES:
        return 1
    # Imported only here, since most plans need no image library and each job of a cluster plans anew.
    from clippings.images import count_pages

    try:
        return count_pages(path)
    except ValueError:
        if skip_bad:
            return 1
        raise


def _clash(page: str, path: str, other: str) -> str:
    found = f"{path} is listed twice" if path == other else f"{other} and {path} are both called {page}"
    return f"{found}, expected each page once; rename a file, or list pages with ids of their own in a TSV"
