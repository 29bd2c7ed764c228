"""What a wheel holds, and that it links two tables from there, without the source tree."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[3]
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE")
CALL = """
import sys
sys.path.insert(0, sys.argv[1])
import pandas as pd
import clippings
assert not {"torch", "faiss", "sklearn"} & {*sys.modules}, "nothing heavy before a call"
names = ["Anker, Albert", "Buchser, Frank", "Koller, Rudolf", "Ritz, Raphael"]
left = pd.DataFrame({"name": names})
right = pd.DataFrame({"name": [name.replace("e", "c") for name in reversed(names)]})
found = clippings.link(left, right, on="name", threads=1)
assert found.links["right"].tolist() == [3, 2, 1, 0], found.links
assert clippings.__file__.startswith(sys.argv[1])
from clippings import provenance, tables
assert clippings.__version__ == provenance.versions(["clippings"])["clippings"] != "not installed"
assert len(tables.constants()) > 20 and tables.SCHEMAS.is_relative_to(sys.argv[1])
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel of this tree, unpacked."""
    tree, folder = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in BUILT_FROM:
        shutil.copy(ROOT / name, tree)
    shutil.copytree(ROOT / "workflow", tree / "workflow", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources/encoders/names", tree / "resources/encoders/names")
    command = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*command, "--wheel-dir", str(folder)], cwd=tree, check=True)
    (wheel,) = folder.glob("clippings-*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_wheel_holds_the_library_with_its_data_and_nothing_else(unpacked):
    library, held = ROOT / "workflow/lib/clippings", below(unpacked / "clippings")
    own = {name for name in below(library) if "__pycache__" not in name}
    data = {f"data/tables/{path.name}" for path in (ROOT / "workflow/schemas/tables").glob("*.yaml")}
    data |= {"data/names/model.safetensors", "data/names/card.md"}
    assert {"synthesis/vocabulary/firms.yaml", "review/templates/review.html"} <= own
    assert held == own | data
    entries = next(unpacked.glob("clippings-*.dist-info")) / "entry_points.txt"
    assert "clippings = clippings.api.command:main" in entries.read_text()
    assert {path.name for path in unpacked.iterdir()} == {"clippings", entries.parent.name}


def test_two_tables_are_linked_by_the_unpacked_wheel_alone(unpacked, tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", "-c", CALL, str(unpacked)], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "" and [*tmp_path.iterdir()] == []
