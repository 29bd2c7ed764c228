"""Zip archives of which equal files make equal bytes."""

import zipfile
from pathlib import Path

# The date of every file in an archive.
DAWN = (1980, 1, 1, 0, 0, 0)


def pack(files: dict[str, bytes], output: Path) -> None:
    """Put `files` (path to content) into a zip archive as they are; equal files make equal bytes."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=DAWN)
            # Otherwise the archive would record the kind of system on which it was made.
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
