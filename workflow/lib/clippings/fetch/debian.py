"""Files that travel inside Debian packages: download the package, take files out."""

import fnmatch
import io
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from clippings.archives import pack


def download_deb(package: str, version: str, *, folder: Path) -> Path:
    """Download one Debian package alone and return its path; raise ValueError where apt-get fails."""
    wanted = f"{package}={version}"
    run = _run(["apt-get", "--quiet", "download", wanted], folder)
    debs = sorted(folder.glob("*.deb"))
    if run.returncode or len(debs) != 1:
        raise ValueError(
            f"{wanted}: apt-get could not download it ({_last_error(run.stderr)}); expected Debian's package"
            " index with this version (apt-get update); files can be fetched beforehand where there is one"
        )
    return debs[0]


def take_members(deb: Path, member: str, *, output: Path) -> None:
    """Write files of a Debian package to `output`.

    `member` is the path of one file in the package; where `output` ends in .zip, it is one or more patterns,
    separated by spaces, and the files go into one archive in the order of their paths, as they are.
    Raise ValueError where the package is broken or does not hold the files.
    """
    files = read_members(deb, member.split())
    if output.suffix == ".zip":
        pack(files, output)
    elif len(files) != 1:
        raise ValueError(f"{deb.name}: {len(files)} files fit {member!r}, expected one")
    else:
        output.write_bytes(*files.values())


def read_members(deb: Path, patterns: Iterable[str]) -> dict[str, bytes]:
    """Read the plain files of a Debian package whose paths fit `patterns`, in the order of their paths.

    Raise ValueError where the package is broken or a pattern fits no file.
    """
    wanted = list(patterns)
    run = _run(["dpkg-deb", "--fsys-tarfile", str(deb)], deb.parent)
    if run.returncode:
        raise ValueError(f"{deb.name}: {_last_error(run.stderr)}; expected a whole Debian package")
    try:
        files = dict(sorted(_matching(run.stdout, wanted)))
    except (tarfile.TarError, EOFError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"{deb.name}: {reason}; expected a whole Debian package") from error
    for pattern in wanted:
        if not any(fnmatch.fnmatchcase(name, pattern) for name in files):
            raise ValueError(f"{deb.name}: no file {pattern!r} inside, expected as listed")
    return files


def _matching(tar: bytes, patterns: list[str]) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        for entry in archive:
            name = entry.name.removeprefix("./")
            content = archive.extractfile(entry) if entry.isreg() else None
            if content and any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
                yield name, content.read()


def _run(words: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(words, cwd=folder, capture_output=True)
    except FileNotFoundError:
        raise ValueError(
            f"{words[0]}: no such program, expected Debian's or Ubuntu's; a file that comes from a Debian"
            " package can also be put in place by hand (resources/README.md)"
        ) from None


def _last_error(stderr: bytes) -> str:
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("E:", "dpkg-deb: error"))]
    return (errors or lines or ["no message"])[-1].removeprefix("E: ")
