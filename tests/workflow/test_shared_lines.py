"""One house, two tenants: how much of the encoder and linkage stages both applications use.

Lines are those of code, without blank lines, comments and docstrings; a module counts as a whole. Rules are
those that Snakemake plans for the application's dataset alone, in a project without results. Three shares are
printed, of which the first and the last have a bar:

- *loaded*: the scripts of both applications import the module, directly or not;
- *gone through*: and so they do by way of modules that they enter. A module that is imported and then let
  alone, because the encoder file, the task or the kind of record chose another, is not gone through; which
  these are was found by reading, and is written down below;
- *of the house*: the same, of what is left without the parts that a tenant may bring: the networks that its
  encoder file names, and the decision of its task.
"""

import ast
import re
from pathlib import Path

import pytest
import toy

from clippings.provenance import _imports

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "workflow/lib"
STAGES = ("encoder/", "linkage/")
LEAST = 0.8
APPLICATIONS = ("firms", "newspapers")
# Loaded by both applications and entered by one, or by none: the networks that an encoder file names.
NETWORKS = {
    "encoder/recogniser": "firms",
    "encoder/characters": "firms",
    "encoder/sequences": "firms",
    "encoder/towers": "firms",
    "encoder/efficientnet": "newspapers",
    "encoder/minilm": "newspapers",
    "encoder/heads": "newspapers",
    "encoder/openclip": None,
    "encoder/pixels": None,
}
# The decision that follows the neighbours of `task: cluster`, and its scores.
DECISION = dict.fromkeys(("linkage/clustering", "linkage/cut", "linkage/cluster_scores"), "newspapers")
# Heads alone are whitened, and names alone have a ceiling. Both are the house's own, and count as not shared.
OTHERS = {"encoder/whitening": "newspapers", "linkage/ceilings": "firms"}
ENTERED = NETWORKS | DECISION | OTHERS
# A rule that runs the script of another.
RULES = (ROOT / "workflow/rules/linkage/neighbours.smk").read_text(encoding="utf-8")
SCRIPTS = {new: old for old, new in re.findall(r"^use rule (\w+) as (\w+) with:", RULES, flags=re.M)}


def lines_of(module):
    """Count the lines on which code stands, docstrings left out."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        line
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, node.body[0].end_lineno + 1)
    }
    coded = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt | ast.expr) and not isinstance(node, documented)
        for line in (node.lineno, node.end_lineno)
    }
    return len(coded - docstrings)


def planned_scripts(project, dataset):
    """List the scripts of the rules of a dataset's run."""
    planned = toy.planned(project, "--config", f"datasets=[{dataset}]")
    scripts = [ROOT / f"workflow/scripts/{SCRIPTS.get(rule, rule)}.py" for rule in planned]
    return [script for script in scripts if script.is_file()]


def named(module):
    return "/".join(module.relative_to(LIBRARY / "clippings").with_suffix("").parts)


def reached(scripts, without=()):
    """Name the modules of STAGES that scripts import, directly or not, but never by way of some modules."""
    found, waiting = set(), list(scripts)
    while waiting:
        fresh = {m for m in _imports(waiting.pop(), LIBRARY) if m not in found and named(m) not in without}
        found |= fresh
        waiting.extend(fresh)
    return {named(module) for module in found if named(module).startswith(STAGES)}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """The scripts of each application's run."""
    project = toy.copy_project(tmp_path_factory.mktemp("shared"))
    return {dataset: planned_scripts(project, dataset) for dataset in APPLICATIONS}


def test_both_applications_share_most_lines_of_encoder_and_linkage(scripts, capsys):
    every = [script for own in scripts.values() for script in own]
    lines = {name: lines_of(LIBRARY / f"clippings/{name}.py") for name in reached(every)}
    loaded = [reached(own) for own in scripts.values()]
    others = {dataset: {m for m, whose in ENTERED.items() if whose != dataset} for dataset in APPLICATIONS}
    entered = {dataset: reached(own, without=others[dataset]) for dataset, own in scripts.items()}
    through = set.intersection(*entered.values())
    house = reached(every, without=NETWORKS | DECISION)
    shares = {
        "loaded by both": (set.intersection(*loaded), set(lines)),
        "gone through by both": (through, set(lines)),
        "gone through by both, of the house": (through & house, house),
    }
    counts = {what: [sum(lines[m] for m in part) for part in parts] for what, parts in shares.items()}
    with capsys.disabled():
        print("\nencoder and linkage:")
        for what, (some, whole) in counts.items():
            print(f"  {what}: {some} of {whole} lines ({some / whole:.0%})")
        for dataset, own in entered.items():
            alone = ", ".join(f"{m} ({lines[m]})" for m in sorted(own - through))
            print(f"  {dataset} alone: {alone}")
        print(f"  left out of the house: {', '.join(sorted(set(lines) - house))}")
    for what in ("loaded by both", "gone through by both, of the house"):
        assert counts[what][0] / counts[what][1] > LEAST, what


def test_what_one_application_alone_enters_is_named_as_it_is(scripts):
    """A module that is no longer there, or that the other no longer loads, needs no mention."""
    assert set(ENTERED) <= set.union(*(reached(own) for own in scripts.values()))
    for module, whose in ENTERED.items():
        assert whose is None or module in reached(scripts[whose]), module
