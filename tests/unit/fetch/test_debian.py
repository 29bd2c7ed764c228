"""Files taken out of Debian packages arrive whole and checked, or not at all."""

import hashlib
import io
import shutil
import subprocess
import tarfile
import zipfile
from types import SimpleNamespace

import pytest

from clippings.archives import pack
from clippings.fetch import debian, indices

CONTENT = b"picture" * 5000
OTHER = b"another" * 300


def made_package(path):
    """Write a Debian package by hand: an ar archive of a version, a control and a data archive."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, content in (("./usr/b.jpg", CONTENT), ("./usr/a.jpg", OTHER), ("./usr/doc.txt", b"text")):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    control = io.BytesIO()
    with tarfile.open(fileobj=control, mode="w:gz") as archive:
        text = b"Package: pictures\nVersion: 1.0\nArchitecture: all\nMaintainer: x <x@y.z>\nDescription: x\n"
        entry = tarfile.TarInfo("./control")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    members = (
        ("debian-binary", b"2.0\n"),
        ("control.tar.gz", control.getvalue()),
        ("data.tar.gz", data.getvalue()),
    )
    with open(path, "wb") as file:
        file.write(b"!<arch>\n")
        for name, content in members:
            head = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n"
            file.write(head.encode() + content + b"\n" * (len(content) % 2))


@pytest.fixture
def deb(tmp_path):
    if not shutil.which("dpkg-deb"):
        pytest.skip("no dpkg-deb here")
    path = tmp_path / "pictures_1.0_all.deb"
    made_package(path)
    return path


@pytest.fixture
def index(deb, monkeypatch):
    """Let `download_deb` find the made package."""
    found = (lambda package, version, *, folder: deb, debian.take_members)
    monkeypatch.setitem(indices.INDICES, "debian", found)


def fetch(output, member="usr/b.jpg", sha256=None):
    digest = hashlib.sha256(CONTENT).hexdigest() if sha256 is None else sha256
    indices.fetch_package(
        "debian", "pictures", version="1.0", members=[member], sha256=[digest], outputs=[output]
    )


def test_a_file_arrives_as_it_was(index, tmp_path):
    fetch(tmp_path / "new/b.jpg")
    assert (tmp_path / "new/b.jpg").read_bytes() == CONTENT


def test_several_files_make_one_archive_of_the_same_bytes_each_time(index, deb, tmp_path):
    found = debian.read_members(deb, ["usr/*.jpg"])
    assert list(found) == ["usr/a.jpg", "usr/b.jpg"]
    pack(found, tmp_path / "first.zip")
    digest = hashlib.sha256((tmp_path / "first.zip").read_bytes()).hexdigest()
    fetch(tmp_path / "new/all.zip", member="usr/*.jpg", sha256=digest)
    with zipfile.ZipFile(tmp_path / "new/all.zip") as archive:
        assert archive.read("usr/a.jpg") == OTHER
        assert archive.namelist() == ["usr/a.jpg", "usr/b.jpg"]


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ({"member": "usr/gone.jpg"}, r"pictures_1.0_all.deb: no file 'usr/gone.jpg' inside"),
        ({"sha256": "0" * 64}, r"SHA-256 is [0-9a-f]{64}, expected 0{64}"),
        ({"member": "usr/*.jpg"}, r"2 files fit 'usr/\*.jpg', expected one"),
    ],
)
def test_what_is_not_as_listed_is_refused(index, tmp_path, listed, said):
    with pytest.raises(ValueError, match=said):
        fetch(tmp_path / "new/b.jpg", **listed)
    assert not list((tmp_path / "new").iterdir())


@pytest.mark.parametrize("kept", [0.6, 0.01])
def test_a_truncated_package_is_named(index, deb, tmp_path, kept):
    whole = deb.read_bytes()
    deb.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(ValueError, match=r"pictures_1.0_all.deb: .*expected a whole Debian package"):
        fetch(tmp_path / "new/b.jpg")


def test_a_failed_download_says_what_apt_said(monkeypatch, tmp_path):
    failed = SimpleNamespace(returncode=100, stderr=b"W: slow\nE: Version '9' for 'pictures' was not found\n")
    monkeypatch.setattr(subprocess, "run", lambda *words, **named: failed)
    with pytest.raises(ValueError, match=r"^pictures=9: apt-get could not .*Version '9' for 'pictures' was"):
        debian.download_deb("pictures", "9", folder=tmp_path)


def test_a_machine_without_apt_is_told_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ValueError, match="apt-get: no such program, expected Debian's or Ubuntu's"):
        debian.download_deb("pictures", "1.0", folder=tmp_path)


def test_an_unknown_index_is_named(tmp_path):
    with pytest.raises(ValueError, match="unknown index 'npm', expected one of debian, pypi"):
        indices.fetch_package("npm", "x", version="1", members=["x"], sha256=[""], outputs=[tmp_path / "x"])
