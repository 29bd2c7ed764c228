"""METS files (https://www.loc.gov/standards/mets/): which transcriptions belong to which page."""

import posixpath
from urllib.parse import unquote

from clippings.transcriptions.elements import Element

_HREF = "{http://www.w3.org/1999/xlink}href"
# The files of one page in one file group; usually one.
Group = list[str]


def list_pages(root: Element, mets: str) -> list[list[Group]]:
    """List for each page of a METS file its local files by file group, in the order of the file.

    Pages are the `div` of the physical structure that point to files (of all structures where none is
    physical). Paths are relative to the folder of `mets`, the path of the METS file; URLs are left out.
    Raises ValueError for a path that leaves that folder.
    """
    files = _files(root, mets)
    maps = root.findall("{*}structMap")
    physical = [part for part in maps if (part.get("TYPE") or "").lower() == "physical"]
    pages = []
    for div in (div for part in physical or maps for div in part.iter("{*}div")):
        pointers = (*div.iterfind("{*}fptr"), *div.iterfind("{*}fptr//{*}area"))
        places = sorted(files[name] for pointer in pointers if (name := pointer.get("FILEID")) in files)
        groups: dict[int, Group] = {}
        for group, _, path in places:
            groups.setdefault(group, []).append(path)
        pages.append([*groups.values()])
    return pages


def _files(root: Element, mets: str) -> dict[str, tuple[int, int, str]]:
    """Find of each file by its id the number of its group, its own and its path."""
    found = {}
    for number, group in enumerate(root.iterfind("{*}fileSec//{*}fileGrp")):
        for place, file in enumerate(group.iterfind("{*}file")):
            hrefs = (unquote(location.get(_HREF) or "") for location in file.iterfind("{*}FLocat"))
            local = next((href for href in hrefs if href and "://" not in href), None)
            if local:
                found[file.get("ID")] = (number, place, _inside(local, mets))
    return found


def _inside(href: str, mets: str) -> str:
    path = posixpath.normpath(href)
    if path.startswith(("/", "..")):
        raise ValueError(
            f"{mets}: its file {href!r} is not in the folder of the METS file, expected it there"
        )
    return path
