"""A local channel whose packages bridge to this system: its own Python, and libraries that Debian brought."""

import asyncio
import io
import json
import sys
import tarfile
from pathlib import Path

from rattler.index import index_fs

VERSION = "{}.{}.{}".format(*sys.version_info[:3])
SITE = "lib/python{}.{}/site-packages".format(*sys.version_info[:2])
INTERPRETER = Path(sys.base_prefix, "bin", "python{}.{}".format(*sys.version_info[:2]))


def write_channel(folder: Path) -> None:
    """Write packages and their index: `python` is the running one without packages; the others are empty."""
    settings = f"home = {INTERPRETER.parent}\ninclude-system-site-packages = false\nversion = {VERSION}\n"
    links = {f"bin/{name}": INTERPRETER for name in ("python", "python3", INTERPRETER.name)}
    write_package(
        folder, "python", VERSION, texts={"pyvenv.cfg": settings, f"{SITE}/bridge.txt": ""}, links=links
    )
    for name in ("pip", "libgl", "tesseract"):
        write_package(folder, name, "99", texts={f"share/bridge/{name}.txt": "of the system\n"}, links={})
    (folder / "noarch").mkdir(exist_ok=True)
    asyncio.run(index_fs(folder))


def write_package(
    folder: Path, name: str, version: str, *, texts: dict[str, str], links: dict[str, Path]
) -> None:
    """Write one conda package (the format of .tar.bz2) below `folder`/linux-64."""
    paths = [{"_path": path, "path_type": "hardlink"} for path in texts]
    paths += [{"_path": path, "path_type": "softlink"} for path in links]
    index = {
        "name": name,
        "version": version,
        "build": "bridge_0",
        "build_number": 0,
        "subdir": "linux-64",
        "depends": [],
    }
    info = {
        "info/index.json": json.dumps(index),
        "info/paths.json": json.dumps({"paths": paths, "paths_version": 1}),
    }
    (folder / "linux-64").mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / f"linux-64/{name}-{version}-bridge_0.tar.bz2", "w:bz2") as package:
        for path, text in {**info, **texts}.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text.encode())
            package.addfile(entry, io.BytesIO(text.encode()))
        for path, target in links.items():
            entry = tarfile.TarInfo(path)
            entry.type, entry.linkname = tarfile.SYMTYPE, str(target)
            package.addfile(entry)
