"""A file from outside that is not as listed: one clear line from `snakemake fetch`, nothing half-written."""

import hashlib
import re
import zipfile

import pytest
from toy import copy_project, snakemake

CONTENT = b"name\n" * 50_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
COLUMNS = "target\tpackage\tversion\tmember\tsha256\tlicence\tabout\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the project, to fetch one file of a made package from a folder in place of the index."""
    folder = copy_project(tmp_path)
    (tmp_path / "index").mkdir()
    with zipfile.ZipFile(wheel(folder), "w") as archive:
        archive.writestr("names/list.csv", CONTENT)
        archive.writestr("names-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: names\nVersion: 1.0\n")
        archive.writestr("names-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("names-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    return folder


def wheel(folder):
    return folder.parent / "index/names-1.0-py3-none-any.whl"


def fetch(folder, member="names/list.csv", sha256=DIGEST, version="1.0"):
    """List the one file and fetch it; give the exit status and the lines that name the step."""
    line = f"made/list.csv\tnames\t{version}\t{member}\t{sha256}\tMIT\ta made file\n"
    (folder / "config/resources.tsv").write_text(COLUMNS + line, encoding="utf-8")
    run = snakemake(folder, "fetch")
    return run.returncode, re.findall(r"^list\.csv: .*|^list: .*", run.stdout + run.stderr, flags=re.M)


def arrived(folder):
    return [path.name for path in (folder / "resources/made").glob("*")]


def test_a_file_arrives_once(project):
    assert fetch(project) == (0, [])
    assert (project / "resources/made/list.csv").read_bytes() == CONTENT
    wheel(project).unlink()
    assert fetch(project) == (0, [])


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ({"sha256": "0" * 64}, rf"SHA-256 is {DIGEST}, expected 0{{64}}"),
        ({"member": "names/gone.csv"}, r"no file 'names/gone.csv' inside, expected as listed"),
        ({"version": "2.0"}, r"names==2.0: pip could not download it"),
    ],
    ids=["bad checksum", "missing file", "missing package"],
)
def test_what_is_not_as_listed_is_refused_in_one_line(project, listed, said):
    status, lines = fetch(project, **listed)
    assert status == 1
    assert len(lines) == 1 and re.search(said, lines[0]), lines
    assert arrived(project) == []


def test_a_truncated_package_is_refused_in_one_line(project):
    whole = wheel(project).read_bytes()
    wheel(project).write_bytes(whole[: len(whole) // 2])
    status, lines = fetch(project)
    assert status == 1
    assert len(lines) == 1 and "names" in lines[0], lines
    assert arrived(project) == []
    wheel(project).write_bytes(whole)
    assert fetch(project) == (0, [])
