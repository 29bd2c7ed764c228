"""Results as a Frictionless Data Package: the tables of a folder, with their schemas, sizes and digests."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clippings import tables
from clippings.provenance import file_digest

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# What a format adds to its resource. CSV opens with a byte order mark, which is part of UTF-8.
FORMATS: dict[str, dict[str, Any]] = {
    ".csv": {"mediatype": "text/csv", "encoding": "utf-8"},
    ".tsv": {
        "mediatype": "text/tab-separated-values",
        "encoding": "utf-8",
        "dialect": {"delimiter": "\t"},
    },
    ".parquet": {"mediatype": "application/vnd.apache.parquet"},
}
# Tables whose files, or folders of shards, have another name than the table.
FILES = {
    "labelled": "LINES",
    "layout": "LAYOUT_SCORES",
    "ocr": "READING_SCORES",
    "sample": "REVIEW_SAMPLE",
}
FOLDERS = {
    "captions": "MENTIONS",
    "ocr": "READINGS",
    "read": "PAGE_STATUS",
    "reprints": "CROPS",
    "status": "PAGE_STATUS",
}


def describe(folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """Return the contents of `datapackage.json` for the tables among `files`, which lie below `folder`.

    A resource has path, format, size and SHA-256 of its file, and the Table Schema of its table; a file of an
    unknown table has no schema. Files that are no tables are left out.
    """
    resources = [_resource(folder, file) for file in sorted(files) if file.suffix in FORMATS]
    return {"$schema": PROFILE, "name": _slug(folder.name), "resources": resources}


def table_of(path: Path) -> str | None:
    """Return the constant of the table in a file, by its name; in a shard, by the nearest folder to name one.

    `links.csv` and `selfsup.history.csv` bear the name of a table; the shard `crops/pr-000.parquet` ends in a
    number.
    """
    last = re.split(r"[.-]", path.stem)[-1]
    if not last.isdecimal():
        return _constant(last, FILES)
    return next(filter(None, (_constant(parent.name, FOLDERS) for parent in path.parents)), None)


def plain_schema(constant: str) -> dict[str, Any]:
    """Return the Table Schema of a table with the properties of the standard alone."""
    schema = tables.table_schema(constant)
    fields = [{key: field[key] for key in field if key != "arrow"} for field in schema["fields"]]
    return {key: schema[key] for key in schema if key not in ("title", "description")} | {"fields": fields}


def _constant(name: str, others: dict[str, str]) -> str | None:
    constant = others.get(name, name.upper())
    return constant if tables.find(constant) else None


def _resource(folder: Path, file: Path) -> dict[str, Any]:
    path = file.relative_to(folder)
    constant = table_of(path)
    resource: dict[str, Any] = {"name": _slug(path.as_posix()), "type": "table", "path": path.as_posix()}
    if constant:
        schema = tables.table_schema(constant)
        resource |= {"title": schema["title"], "description": schema["description"]}
    resource |= {"format": file.suffix[1:], **FORMATS[file.suffix]}
    resource |= {"bytes": file.stat().st_size, "hash": f"sha256:{file_digest(file)}"}
    return resource | ({"schema": plain_schema(constant)} if constant else {})


def _slug(text: str) -> str:
    """Return `text` as a name of the standard: lower-case letters, digits, dots, hyphens and underscores."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower())
