"""Zips of equal files are equal, byte by byte."""

import zipfile

from clippings.archives import pack

FILES = {"b/2.xml": "乙".encode(), "a/1.xml": b""}


def test_files_come_out_as_they_went_in_and_in_their_order(tmp_path):
    pack(FILES, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.namelist() == list(FILES)


def test_equal_files_make_equal_bytes_whatever_the_clock_and_system(tmp_path, monkeypatch):
    pack(FILES, tmp_path / "a.zip")
    monkeypatch.setattr("time.time", lambda: 2e9)
    monkeypatch.setattr("sys.platform", "win32")
    pack(FILES, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
