"""Every stage's environment holds what its scripts import; pip's, the stages' and the lock file agree."""

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rules_read import rules

from clippings.provenance import imported_modules

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "workflow/lib"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
INSTALLED = PYPROJECT["project"]["dependencies"]
GROUND_FLOOR = {"numpy", "openpyxl", "pandas", "pillow", "pyarrow", "pypdfium2", "pyyaml", "tqdm"}
STAGES = sorted(path.stem for path in (ROOT / "envs").glob("*.yaml"))


def listed(file):
    """Return the lines of a file of requirements, without comments."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [line for line in (line.partition("#")[0].strip() for line in lines) if line]


WITHOUT_DEPENDENCIES = listed("envs/no-deps.txt")
LOCKED = dict(line.split("==") for line in listed("envs/lock.txt"))
# What layoutparser asks for and no code here uses, where it is not installed by envs/no-deps.txt.
BESIDE_LAYOUTPARSER = {"opencv-python", "pdf2image", "pdfplumber"}
# What `make peers` installs, in an environment of its own and without the lock file.
PEERS = PYPROJECT["dependency-groups"]["peers"]
WANTED = {pin for extra, pins in EXTRAS.items() if extra != "all" for pin in pins}
# What a call reaches only where a carried encoder, or a frame that was given, is of that kind.
BY_CHOICE = {"open_clip", "timm", "transformers", "layoutparser", "polars"}


def pins(stage):
    dependencies = yaml.safe_load((ROOT / f"envs/{stage}.yaml").read_text())["dependencies"]
    return next(entry["pip"] for entry in dependencies if isinstance(entry, dict))


def plain(name):
    return canonicalize_name(re.split(r"[=\[<>]", name)[0])


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
    scripts = [ROOT / rule.script for rule in rules() if rule.stage == stage and rule.script]
    assert scripts, f"workflow/rules/{stage}.smk runs no script"
    for script in scripts:
        sources = {script, *imported_modules(script, LIBRARY)}
        for name in {name for source in sources for name in third_party(source)}:
            distributions = {plain(d) for d in known.get(name, [name])}
            assert distributions & offered, f"{script.name} imports {name}, envs/{stage}.yaml lacks it"


@pytest.mark.parametrize("stage", STAGES)
def test_an_environment_is_small_and_pinned(stage):
    assert 0 <= len([pin for pin in pins(stage) if plain(pin) not in GROUND_FLOOR]) <= 11
    assert all(re.fullmatch(r"[\w.-]+==[\w.+]+", pin) for pin in pins(stage))


@pytest.mark.parametrize("stage", STAGES)
def test_the_pip_environment_has_the_same_pins(stage):
    assert sorted([*EXTRAS[stage]]) == sorted(set(pins(stage)) - set(WITHOUT_DEPENDENCIES))
    assert f"clippings[{stage}]" in EXTRAS["all"]


def test_one_package_has_one_version():
    everywhere = {pin for stage in STAGES for pin in pins(stage)} | WANTED - {*EXTRAS["all"]}
    names = [plain(pin) for pin in everywhere]
    assert sorted(names) == sorted(set(names))


def test_the_peers_are_pinned_beside_the_stages_own_versions_but_for_an_older_pandas():
    assert all(re.fullmatch(r"[\w-]+==[\w.]+", pin) for pin in PEERS)
    versions = {plain(pin): pin.partition("==")[2] for pin in PEERS}
    shared = versions.keys() & LOCKED.keys()
    assert {name for name in shared if versions[name] != LOCKED[name]} == {"pandas"}


def test_the_package_asks_for_what_it_imports_from_the_versions_of_the_stages_on():
    known, offered = packages_distributions(), {plain(pin) for pin in INSTALLED}
    modules = set((LIBRARY / "clippings/api").glob("*.py"))
    sources = modules.union(*(imported_modules(module, LIBRARY) for module in modules))
    for name in {name for source in sources for name in third_party(source)} - BY_CHOICE:
        assert {plain(d) for d in known.get(name, [name])} & offered, f"the package imports {name}"
    assert {pin.replace(">=", "==") for pin in INSTALLED} <= WANTED
    assert {pin.partition(">=")[0] for pin in INSTALLED} == offered


def test_every_pin_is_locked_at_its_version():
    """After a change of a pin: `make lock`."""
    assert {pin: LOCKED.get(plain(pin)) for pin in WANTED} == {pin: pin.partition("==")[2] for pin in WANTED}


def asked_for(pins):
    """Name what pins ask for, directly or through one another, as the installed packages say."""
    found, waiting, seen = set(), list(pins), set()
    while waiting:
        requirement = Requirement(waiting.pop())
        if str(requirement) not in seen:
            seen.add(str(requirement))
            found.add(name := canonicalize_name(requirement.name))
            waiting += inner_requirements(name, requirement.extras or {""})
    return found


def inner_requirements(name, extras):
    """List what an installed package asks for here; nothing where it is not installed."""
    try:
        inner = [Requirement(line) for line in requires(name) or []]
    except PackageNotFoundError:
        return []
    wanted = [r for r in inner if not r.marker or any(r.marker.evaluate({"extra": e}) for e in extras)]
    return map(str, wanted)


@pytest.mark.skipif(sys.platform != "linux", reason="the lock file is that of Linux")
def test_the_lock_file_holds_all_that_the_pins_ask_for_and_nothing_else():
    assert asked_for(WANTED) == set(LOCKED)
    assert {name: installed(name) for name in LOCKED} == LOCKED


@pytest.mark.skipif(sys.platform != "linux", reason="the lock file is that of Linux")
@pytest.mark.parametrize("stage", STAGES)
def test_as_constraints_the_lock_file_pins_all_of_an_environment(stage):
    """So no stage needs a lock file of its own; docs/deploy.md names what is left."""
    left = asked_for(pins(stage)) - set(LOCKED)
    assert left == ({"layoutparser", *BESIDE_LAYOUTPARSER} if stage == "layout" else set())
    text = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in BESIDE_LAYOUTPARSER)


def installed(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed: make setup"


def test_the_lock_file_names_no_host_and_no_folder():
    text = (ROOT / "envs/lock.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--(?:extra-)?index|--find-links|(?<![\w.])/\w", text)


def test_every_env_file_is_asked_for():
    asked = {rule.environment for rule in rules() if rule.environment}
    assert asked == {f"envs/{stage}.yaml" for stage in STAGES}
