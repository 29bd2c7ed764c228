"""The docs keep up with the code."""

import importlib.util
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


# Rules that the default run has no use for: crops that a user brings, and a detector trained on them.
UNUSED = {"import_crops", "train_layout"}


def load(name):
    """Load a script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_docs_show_every_table_as_it_is():
    text = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    assert text == load("render_tables").render(), "run `make docs`"


def test_the_graph_of_rules_shows_each_of_the_default_run():
    drawing = load("render_dag")
    targets = {"all", "fetch", "figures"}
    shown = set(re.findall(r"<title>(\w+)</title>", (ROOT / "docs/dag.svg").read_text(encoding="utf-8")))
    expected = set(drawing.rooms()) - drawing.LEFT_OUT - UNUSED - targets
    assert shown - {"rules"} == expected, "run `make docs` where Graphviz is"


def test_architecture_lists_every_rule():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for file in (ROOT / "workflow/rules").rglob("*.smk"):
        for rule in re.findall(r"^rule (\w+):", file.read_text(encoding="utf-8"), flags=re.M):
            assert f"| {rule} |" in text or rule == "fetch", rule


def test_links_between_pages_lead_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "config/README.md"]:
        text = page.read_text(encoding="utf-8")
        targets = re.findall(r'(?:\]\(|src=")([^)"#]+)', text)
        for target in (target for target in targets if not target.startswith("https:")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_declaration_is_mentioned():
    text = (ROOT / "config/README.md").read_text(encoding="utf-8")
    for kind in ("datasets", "encoders"):
        for file in (ROOT / f"config/{kind}").glob("*.yaml"):
            assert yaml.safe_load(file.read_text(encoding="utf-8"))
            assert file.stem in text, file
