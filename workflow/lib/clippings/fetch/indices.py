"""Where files come from: an index by its name and how files are taken out of its packages, or addresses."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from clippings.fetch import debian, urls, wheels
from clippings.provenance import file_digest
from clippings.running import atomic, say

Download = Callable[..., Path]
Take = Callable[..., None]
INDICES: dict[str, tuple[Download, Take]] = {
    "pypi": (wheels.download_wheel, wheels.take_member),
    "debian": (debian.download_deb, debian.take_members),
}
URL = "url"  # in place of an index: `version` is an address, below which the members are files of their own


def fetch_package(
    index: str,
    package: str,
    *,
    version: str,
    members: Sequence[str],
    sha256: Sequence[str],
    outputs: Sequence[str | Path],
) -> None:
    """Download one package of the index and write its `members` to `outputs`, checked, all of them or none.

    The lists of members, of their SHA-256 and of outputs are aligned. Raise ValueError in one line where the
    index, the package, a member or a checksum is not as listed.
    """
    if index == URL:
        urls.fetch_files(version, members=members, sha256=sha256, outputs=list(map(Path, outputs)))
        return
    if index not in INDICES:
        known = ", ".join(sorted([*INDICES, URL]))
        raise ValueError(f"{package}: unknown index {index!r}, expected one of {known}")
    download, take = INDICES[index]
    with TemporaryDirectory() as folder, ExitStack() as finished:
        archive = download(package, version, folder=Path(folder))
        for member, digest, output in zip(members, sha256, outputs, strict=True):
            temporary = finished.enter_context(atomic(output))
            take(archive, member, output=temporary)
            found = file_digest(temporary)
            if found != digest:
                raise ValueError(
                    f"{output} ({member} of {archive.name}): SHA-256 is {found}, expected {digest}"
                )
            say(f"{output}: {member} of {package} {version}, SHA-256 as listed")
