"""Every stage's environment holds what its scripts import, and agrees with the one pip environment."""

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
GROUND_FLOOR = {"numpy", "pandas", "pillow", "pyarrow", "pypdfium2", "pyyaml", "tqdm"}
STAGES = sorted(path.stem for path in (ROOT / "envs").glob("*.yaml"))


def pins(stage):
    dependencies = yaml.safe_load((ROOT / f"envs/{stage}.yaml").read_text())["dependencies"]
    return next(entry["pip"] for entry in dependencies if isinstance(entry, dict))


def plain(name):
    return re.split(r"[=\[<>]", name)[0].lower().replace("_", "-")


def rules_of(stage):
    """Return the text of all rules of a stage: those of its file, and of the parts in its folder."""
    parts = sorted((ROOT / f"workflow/rules/{stage}").glob("*.smk"))
    return "\n".join(file.read_text() for file in (ROOT / f"workflow/rules/{stage}.smk", *parts))


def scripts(stage):
    names = re.findall(r'"(?:\.\./)+scripts/(\w+\.py)"', rules_of(stage))
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


@pytest.mark.parametrize("stage", STAGES)
def test_an_environment_holds_what_its_scripts_import(stage):
    known = packages_distributions()
    offered = {plain(pin) for pin in pins(stage)}
    for script in scripts(stage):
        sources = {script, *imported_modules(script, LIBRARY)}
        for name in {name for source in sources for name in third_party(source)}:
            distributions = {plain(d) for d in known.get(name, [name])}
            assert distributions & offered, f"{script.name} imports {name}, envs/{stage}.yaml lacks it"


@pytest.mark.parametrize("stage", STAGES)
def test_an_environment_is_small_and_pinned(stage):
    assert 0 <= len([pin for pin in pins(stage) if plain(pin) not in GROUND_FLOOR]) <= 8
    assert all(re.fullmatch(r"[\w.-]+==[\w.+]+", pin) for pin in pins(stage))


@pytest.mark.parametrize("stage", STAGES)
def test_the_pip_environment_has_the_same_pins(stage):
    assert sorted([*EXTRAS[stage]]) == sorted(set(pins(stage)) - set(WITHOUT_DEPENDENCIES))
    assert f"clippings[{stage}]" in EXTRAS["all"]


def test_one_package_has_one_version():
    everywhere = {pin for stage in STAGES for pin in pins(stage)}
    everywhere |= {pin for extra in ("workflow", "dev") for pin in EXTRAS[extra]}
    names = [plain(pin) for pin in everywhere]
    assert sorted(names) == sorted(set(names))


def test_every_env_file_is_asked_for():
    for stage in STAGES:
        assert f"envs/{stage}.yaml" in rules_of(stage)
