"""Read transcriptions from one file, an exported zip or a METS file; the root element tells the format."""

import posixpath
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from clippings.transcriptions.alto import read_alto
from clippings.transcriptions.beside import SUFFIXES
from clippings.transcriptions.elements import Element, kind, local_name, parse
from clippings.transcriptions.hocr import read_hocr
from clippings.transcriptions.lines import Transcription
from clippings.transcriptions.mets import Group, list_pages
from clippings.transcriptions.ndl import read_layout_dataset, read_ndlocr
from clippings.transcriptions.page import read_page

READERS: dict[str, Callable[[Element, str], list[Transcription]]] = {
    "PcGts": read_page,
    "alto": read_alto,
    "html": read_hocr,
    "OCRDATASET": read_ndlocr,
    "annotation": read_layout_dataset,
}
EXPECTED = "expected ALTO, PAGE, hOCR, NDLOCR's XML, METS or a zip of such"
# Bytes of one file and of those of a zip, unpacked: a newspaper page with its glyphs takes some ten million.
LARGEST, LARGEST_ZIP = 2**27, 2**32
HEAD = 2**16

Opened = Path | zipfile.Path


def read_transcriptions(path: str | Path) -> list[Transcription]:
    """Read the pages of a file: ALTO, PAGE, hOCR or NDLOCR's XML, a METS file, or a zip of such files.

    A METS file stands for the files that it names beside itself. Of each page it takes PAGE before any
    other format, and of several file groups the last: that of the last step in OCR-D. A zip, as eScriptorium
    and Transkribus export it, is read as its METS files say. Without one that names files in the zip, all
    files are read in the zip's order, and of `page/1.xml` and `alto/1.xml` the first. Nothing is unpacked to
    disk. Raises ValueError, in one line with the place, for what is none of these, damaged or too large.
    """
    path = Path(path)
    head = _load(path, HEAD)
    if head.startswith(b"PK"):
        return _read_zip(path)
    if kind(head) == "mets":
        pages = list_pages(_parse(path, str(path)), str(path))
        return _read_pages(pages, path.parent, where=f"{path} names ")
    return _read(path, str(path))


def _read_zip(path: Path) -> list[Transcription]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in dict.fromkeys(archive.namelist()) if _is_candidate(name)]
            # Also since zipfile.Path never ends on some of these (CVE-2024-8088).
            outside = [name for name in archive.namelist() if name.startswith("/") or ".." in name.split("/")]
            if outside:
                raise ValueError(f"{path}: {outside[0]!r} leads out of the zip, expected names inside")
            if sum(archive.getinfo(name).file_size for name in names) > LARGEST_ZIP:
                raise ValueError(
                    f"{path}: unpacked larger than {LARGEST_ZIP >> 30} GiB, expected fewer pages"
                )
            root = zipfile.Path(archive)
            return _read_pages(_pages_of_zip(names, root, where=f"{path}: "), root, where=f"{path}: ")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise ValueError(f"{path}: not a zip that can be read: {error}") from None


def _is_candidate(name: str) -> bool:
    """Tell names of transcriptions from those of images and of what macOS packs beside them."""
    return name.lower().endswith(SUFFIXES) and not posixpath.basename(name).startswith("._")


def _pages_of_zip(names: list[str], root: zipfile.Path, *, where: str) -> list[list[Group]]:
    """List for each page its files: by the METS files, or by names where these name nothing in the zip."""
    pages = []
    for name in (name for name in names if kind(_load(root / name, HEAD)) == "mets"):
        folder = posixpath.dirname(name)
        for groups in list_pages(_parse(root / name, f"{where}{name}"), f"{where}{name}"):
            pages.append([[posixpath.join(folder, file) for file in group] for group in groups])
    if any((root / file).is_file() for groups in pages for group in groups for file in group):
        return pages
    by_name: dict[tuple[str, str], list[Group]] = {}
    for name in names:
        folder, file = posixpath.split(name)
        if posixpath.basename(folder) in ("page", "alto"):
            folder = posixpath.dirname(folder)
        by_name.setdefault((folder, posixpath.splitext(file)[0]), []).append([name])
    return [*by_name.values()]


def _read_pages(pages: list[list[Group]], root: Opened, *, where: str) -> list[Transcription]:
    names = [name for groups in pages for name in _choose(groups, root, where=where)]
    if not names:
        raise ValueError(f"{where}no transcription, {EXPECTED}")
    return [page for name in names for page in _read(root / name, f"{where}{name}")]


def _choose(groups: list[Group], root: Opened, *, where: str) -> Group:
    """Return the files of one page: PAGE before other formats, then the last group; none of a bare image."""
    named = [name for group in groups for name in group if _is_candidate(name)]
    kinds = {name: kind(_load(root / name, HEAD)) for name in named if (root / name).is_file()}
    if named and not kinds:
        raise ValueError(f"{where}{named[-1]}, which is not there")
    read = [[name for name in group if kinds.get(name) in READERS] for group in reversed(groups)]
    return max(read, key=lambda group: (bool(group), "PcGts" in {kinds[name] for name in group}), default=[])


def _read(file: Opened, where: str) -> list[Transcription]:
    root = _parse(file, where)
    if local_name(root) not in READERS:
        raise ValueError(f"{where}: the root element is <{local_name(root)}>, {EXPECTED}")
    return READERS[local_name(root)](root, where)


def _parse(file: Opened, where: str) -> Element:
    data = _load(file, LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"{where}: larger than {LARGEST >> 20} MiB, expected a file for each page")
    return parse(data, where)


def _load(file: Opened, size: int) -> bytes:
    """Return the first bytes of a file."""
    with file.open("rb") as opened:
        data: bytes = opened.read(size)
    return data
