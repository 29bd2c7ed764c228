"""One house, two tenants: how much of the encoder and linkage rooms both applications use.

A library line is used by an application if its module is imported, directly or not, by the script of a rule
that a run of the application plans; lines are those of code, without blank lines, comments and docstrings.
Rules are those that Snakemake plans for the application's dataset alone, in a project without results.

A module counts as a whole: the share says what both load, not which branch each takes. The towers
of either encoder, and what scores clusters, are loaded by both though one alone goes through them.
"""

import ast
import re
from pathlib import Path

import pytest
import toy

from clippings.provenance import imported_modules

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "workflow/lib"
ROOMS = ("encoder", "linkage")
LEAST = 0.8
APPLICATIONS = ("firms", "newspapers")
# A rule that runs the script of another.
RULES = (ROOT / "workflow/rules/linkage.smk").read_text(encoding="utf-8")
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


def used_modules(project, dataset):
    """Collect the modules of ROOMS that the rules of a dataset's run import."""
    planned = toy.planned(project, "--config", f"datasets=[{dataset}]")
    scripts = [ROOT / f"workflow/scripts/{SCRIPTS.get(rule, rule)}.py" for rule in planned]
    found = {module for script in scripts if script.is_file() for module in imported_modules(script, LIBRARY)}
    return {module for module in found if module.relative_to(LIBRARY / "clippings").parts[0] in ROOMS}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return toy.copy_project(tmp_path_factory.mktemp("shared"))


def test_both_applications_share_most_lines_of_encoder_and_linkage(project, capsys):
    modules = {dataset: used_modules(project, dataset) for dataset in APPLICATIONS}
    both, either = set.intersection(*modules.values()), set.union(*modules.values())
    counts = {module: lines_of(module) for module in either}
    shared, whole = sum(counts[module] for module in both), sum(counts.values())
    with capsys.disabled():
        print(f"\nencoder and linkage: both use {shared} of {whole} lines ({shared / whole:.0%})")
        for application, own in modules.items():
            alone = ", ".join(sorted(f"{m.parent.name}/{m.stem} ({counts[m]})" for m in own - both))
            print(f"  {application} alone: {alone or 'nothing'}")
    assert min(map(len, modules.values())) > 0
    assert shared / whole > LEAST
