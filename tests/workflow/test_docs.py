"""The docs keep up with the code."""

import importlib.util
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def render_tables():
    spec = importlib.util.spec_from_file_location("render_tables", ROOT / "docs/render_tables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.render()


def test_docs_show_every_table_as_it_is():
    assert (ROOT / "docs/tables.md").read_text(encoding="utf-8") == render_tables(), "run `make docs`"


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
