"""Every room's environment holds what its scripts import, and agrees with the one pip environment."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from clippings.provenance import imported_modules

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "workflow/lib"
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
WITHOUT_DEPENDENCIES = (ROOT / "envs/no-deps.txt").read_text().split()
GROUND_FLOOR = {"numpy", "pandas", "pillow", "pyarrow", "pypdfium2", "tqdm"}
ROOMS = sorted(path.stem for path in (ROOT / "envs").glob("*.yaml"))


def pins(room):
    dependencies = yaml.safe_load((ROOT / f"envs/{room}.yaml").read_text())["dependencies"]
    return next(entry["pip"] for entry in dependencies if isinstance(entry, dict))


def plain(name):
    return re.split(r"[=\[<>]", name)[0].lower().replace("_", "-")


def rules_of(room):
    """Give the text of all rules of a room: those of its file, and of the parts in its folder."""
    parts = sorted((ROOT / f"workflow/rules/{room}").glob("*.smk"))
    return "\n".join(file.read_text() for file in (ROOT / f"workflow/rules/{room}.smk", *parts))


def scripts(room):
    names = re.findall(r'"(?:\.\./)+scripts/(\w+\.py)"', rules_of(room))
    return [ROOT / f"workflow/scripts/{name}" for name in names]


def third_party(source):
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        tops = {name.split(".")[0] for name in names}
        yield from tops - set(sys.stdlib_module_names) - {"clippings"}


@pytest.mark.parametrize("room", ROOMS)
def test_an_environment_holds_what_its_scripts_import(room):
    known = packages_distributions()
    offered = {plain(pin) for pin in pins(room)}
    for script in scripts(room):
        sources = {script, *imported_modules(script, LIBRARY)}
        for name in {name for source in sources for name in third_party(source)}:
            distributions = {plain(d) for d in known.get(name, [name])}
            assert distributions & offered, f"{script.name} imports {name}, envs/{room}.yaml lacks it"


@pytest.mark.parametrize("room", ROOMS)
def test_an_environment_is_small_and_pinned(room):
    assert 0 <= len([pin for pin in pins(room) if plain(pin) not in GROUND_FLOOR]) <= 8
    assert all(re.fullmatch(r"[\w.-]+==[\w.+]+", pin) for pin in pins(room))


@pytest.mark.parametrize("room", ROOMS)
def test_the_pip_environment_has_the_same_pins(room):
    assert sorted([*EXTRAS[room]]) == sorted(set(pins(room)) - set(WITHOUT_DEPENDENCIES))
    assert f"clippings[{room}]" in EXTRAS["all"]


def test_one_package_has_one_version():
    everywhere = {pin for room in ROOMS for pin in pins(room)}
    everywhere |= {pin for extra in ("workflow", "dev") for pin in EXTRAS[extra]}
    names = [plain(pin) for pin in everywhere]
    assert sorted(names) == sorted(set(names))


def test_every_env_file_is_asked_for():
    for room in ROOMS:
        assert f"envs/{room}.yaml" in rules_of(room)
