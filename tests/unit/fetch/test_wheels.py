"""Files taken out of wheels arrive whole and checked, or not at all."""

import hashlib
import runpy
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from clippings.fetch import indices, wheels

ROOT = Path(__file__).parents[3]
CONTENT = "名,株式會社\n".encode() * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def wheel(tmp_path):
    path = tmp_path / "names-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("names/list.csv", CONTENT)
    return path


@pytest.fixture
def index(wheel, monkeypatch):
    """Let the index hold the made wheel; return the folders of its downloads."""
    folders = []
    found = (lambda package, version, *, folder: folders.append(folder) or wheel, wheels.take_member)
    monkeypatch.setitem(indices.INDICES, "pypi", found)
    return folders


def fetch(output, member="names/list.csv", sha256=DIGEST):
    fetch_all([output], members=[member], sha256=[sha256])


def fetch_all(outputs, *, members, sha256):
    indices.fetch_package("pypi", "names", version="1.0", members=members, sha256=sha256, outputs=outputs)


def test_member_arrives_as_it_was(index, tmp_path):
    fetch(tmp_path / "new" / "list.csv")
    assert (tmp_path / "new" / "list.csv").read_bytes() == CONTENT


def test_a_whole_wheel_arrives_as_it_was(index, wheel, tmp_path):
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    fetch(tmp_path / "names.zip", member="*", sha256=digest)
    assert (tmp_path / "names.zip").read_bytes() == wheel.read_bytes()


def test_one_download_serves_all_members(index, wheel, tmp_path):
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("names/other.csv", b"other")
    outputs = [tmp_path / "new/list.csv", tmp_path / "elsewhere/other.csv"]
    members, digests = ["names/list.csv", "names/other.csv"], [DIGEST, hashlib.sha256(b"other").hexdigest()]
    fetch_all(outputs, members=members, sha256=digests)
    assert [path.read_bytes() for path in outputs] == [CONTENT, b"other"]
    assert len(index) == 1


@pytest.mark.parametrize("wrong", [0, 1])
def test_where_one_member_is_not_as_listed_none_arrives(index, wheel, tmp_path, wrong):
    outputs = [tmp_path / "new/first.csv", tmp_path / "new/second.csv"]
    digests = [DIGEST, DIGEST]
    digests[wrong] = "0" * 64
    with pytest.raises(ValueError, match=f"{outputs[wrong].name}.*SHA-256 is {DIGEST}, expected 0{{64}}$"):
        fetch_all(outputs, members=["names/list.csv"] * 2, sha256=digests)
    assert not list((tmp_path / "new").iterdir())


def test_bad_checksum_keeps_what_was_there(index, tmp_path):
    output = tmp_path / "new" / "list.csv"
    output.parent.mkdir()
    output.write_text("old")
    with pytest.raises(ValueError, match=rf"list.csv.*SHA-256 is {DIGEST}, expected 0{{64}}$"):
        fetch(output, sha256="0" * 64)
    assert [path.name for path in output.parent.iterdir()] == ["list.csv"]
    assert output.read_text() == "old"


def test_missing_member_is_named(index, tmp_path):
    with pytest.raises(ValueError, match=r"names-1.0.*no file 'names/gone.csv' inside"):
        fetch(tmp_path / "new" / "list.csv", member="names/gone.csv")
    assert not list((tmp_path / "new").iterdir())


@pytest.mark.parametrize("kept", [0.5, 0.0])
def test_truncated_wheel_is_named(index, wheel, tmp_path, kept):
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(ValueError, match=r"names-1.0.*expected a whole wheel"):
        fetch(tmp_path / "new" / "list.csv")
    assert not list((tmp_path / "new").iterdir())


def test_damaged_member_is_named(index, wheel, tmp_path):
    content = bytearray(wheel.read_bytes())
    content[60:80] = b"\0" * 20
    wheel.write_bytes(content)
    with pytest.raises(ValueError, match=r"names-1.0.*expected a whole wheel"):
        fetch(tmp_path / "new" / "list.csv")


def test_failed_download_says_what_pip_said(monkeypatch, tmp_path):
    failed = SimpleNamespace(returncode=1, stderr="WARNING: retry\nERROR: No matching distribution\n")
    monkeypatch.setattr(subprocess, "run", lambda *words, **named: failed)
    with pytest.raises(ValueError, match=r"^names==1.0: pip could not .*\(No matching distribution\)"):
        wheels.download_wheel("names", "1.0", folder=tmp_path)


def test_pip_takes_a_wheel_from_a_folder(wheel, monkeypatch, tmp_path):
    """Run pip itself, on a folder in place of the index."""
    name = "names-1.0.dist-info"
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr(f"{name}/METADATA", "Metadata-Version: 2.1\nName: names\nVersion: 1.0\n")
        archive.writestr(f"{name}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{name}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    (tmp_path / "got").mkdir()
    assert wheels.download_wheel("names", "1.0", folder=tmp_path / "got").name == wheel.name
    with pytest.raises(ValueError, match="names==2.0: pip could not download it"):
        wheels.download_wheel("names", "2.0", folder=tmp_path / "none")


def test_script_ends_with_one_line(index, tmp_path, capsys):
    params = SimpleNamespace(index="pypi", package="names", version="1.0", members=["gone"], sha256=[DIGEST])
    output = SimpleNamespace(targets=[str(tmp_path / "list.csv")])
    given = SimpleNamespace(params=params, output=output, log=[str(tmp_path / "names.log")])
    script = str(ROOT / "workflow/scripts/fetch_package.py")
    with pytest.raises(SystemExit):
        runpy.run_path(script, init_globals={"snakemake": given})
    assert capsys.readouterr().err.count("\n") == 1
    params.members = ["names/list.csv"]
    runpy.run_path(script, init_globals={"snakemake": given})
    assert Path(output.targets[0]).read_bytes() == CONTENT
