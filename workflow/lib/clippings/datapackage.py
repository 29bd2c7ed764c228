"""Results as a Frictionless Data Package: CSV tables of a folder, with their schemas, sizes and digests."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clippings import tables
from clippings.provenance import file_digest
from clippings.sides import PORTION

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# CSV opens with a byte order mark, which is part of UTF-8.
FORMAT = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
# Tables whose files have another name than the table.
FILES = {"layout": "LAYOUT_SCORES", "ocr": "READING_SCORES", "sample": "REVIEW_SAMPLE"}


def describe(folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """Return the contents of `datapackage.json` for the CSV `files`, which lie below `folder`.

    A resource has path, format, size and SHA-256 of its file, and the Table Schema of its table; a file of an
    unknown table has no schema.
    """
    resources = [_resource(folder, file) for file in sorted(files)]
    return {"$schema": PROFILE, "name": _slug(folder.name), "resources": resources}


def table_of(path: Path) -> str | None:
    """Return the constant of the table in a file, by its name, of a portion its folder's; None if unknown."""
    name = path.parent.name if PORTION.fullmatch(path.stem) else path.stem
    constant = FILES.get(name, name.upper())
    return constant if tables.find(constant) else None


def _resource(folder: Path, file: Path) -> dict[str, Any]:
    path, constant = file.relative_to(folder).as_posix(), table_of(file)
    schema = tables.table_schema(constant) if constant else {}
    about = {key: schema.pop(key) for key in ("title", "description") if schema}
    resource: dict[str, Any] = {"name": _slug(path), "type": "table", "path": path, **about, **FORMAT}
    resource |= {"bytes": file.stat().st_size, "hash": f"sha256:{file_digest(file)}"}
    return resource | ({"schema": schema} if schema else {})


def _slug(text: str) -> str:
    """Return `text` as a name of the standard: lower-case letters, digits, dots, hyphens and underscores."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower())
