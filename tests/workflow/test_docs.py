"""The docs keep up with the code."""

import importlib.util
import re

import pytest
import yaml
from PIL import Image
from rules_read import rules, rules_with_script
from toy import ROOT

from clippings.plan import load_plan, read_config

# Rules that the default run has no use for: crops, manifests and labels that a user brings.
UNUSED = {
    "draw_names",
    "draw_quality_map",
    "export_links",
    "export_transcriptions",
    "fetch_manifests",
    "halve_encoder",
    "import_crops",
    "learn_roles",
    "pack_model",
    "report_blocking",
    "rescan_crops",
    "save_index",
    "suggest_pages",
    "write_label_page",
}
# Rules of the default run that the toy, whose rules are read, does not have.
TRACING = {"draw_learning"}
# Pages that are not of the site, whose own links its build checks.
BESIDE = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "config/README.md"]
PAGES = [*BESIDE, *(ROOT / "docs").glob("*.md")]


def load(name):
    """Load a script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_graph_of_rules_shows_each_of_the_default_run():
    drawn = load("render_dag")
    shown = set(re.findall(r"<title>(\w+)</title>", (ROOT / "docs/dag.svg").read_text(encoding="utf-8")))
    assert shown - {"rules"} == rules_with_script() - drawn.LEFT_OUT - UNUSED | TRACING, (
        "run `make docs` where Graphviz is"
    )


def test_architecture_lists_every_rule():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for rule in rules():
        assert f"| {rule.step} |" in text or not rule.script, rule.name


@pytest.mark.parametrize("page", BESIDE, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r'(?:\]\(|src=")([^)"#]+)', text)
    for target in (target for target in targets if not target.startswith("https:")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", BESIDE, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_heading_that_is_linked_to_is_there(page):
    for target, anchor in re.findall(r"\]\(([^)#]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("https:"):
            text = (page.parent / target if target else page).read_text(encoding="utf-8")
            headings = re.findall(r"^#+ (.*)$", text, flags=re.M)
            named = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in named, f"{target}#{anchor}"


def test_every_declaration_is_mentioned():
    text = (ROOT / "config/README.md").read_text(encoding="utf-8")
    for kind in ("datasets", "encoders"):
        for file in (ROOT / f"config/{kind}").glob("*.yaml"):
            assert yaml.safe_load(file.read_text(encoding="utf-8"))
            assert file.stem in text, file


def test_every_target_of_the_menu_that_is_mentioned_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")))
        assert named <= targets, f"{page.name}: {named - targets}"


TABLES = {
    "config/pages/example.tsv": "page\tpath\tsource\n1\tscan.png\tpr\n2\tscan.png\ttk\n",
    "names.csv": "path,source,entity\nscan.png,pr,a\nother.png,tk,a\n",
    "firms.csv": "record,source,noisy,entity\n1,pr,東京電機,a\n2,tk,東京電機,a\n",
    "photos/captions.csv": "image,caption,scan,photo\nscan.png,ZÜRICH,p1,ferry\nother.png,ZÜRICH,p2,ferry\n",
    "photos/verdicts.json": '[{"record": "scan", "other": "other", "verdict": "Same"}]',
}
EXAMPLES = [
    example
    for page in ("scans", "names", "photographs", "tutorial")
    for example in re.findall(
        r"```yaml\n(task:.*?)```", (ROOT / f"docs/{page}.md").read_text(encoding="utf-8"), flags=re.S
    )
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: yaml.safe_load(text)["input"])
def test_the_example_of_each_input_is_planned_as_it_stands(bare, example, monkeypatch):
    monkeypatch.chdir(bare)
    for name, text in TABLES.items():
        (bare / name).parent.mkdir(exist_ok=True)
        (bare / name).write_text(text, encoding="utf-8")
    page = Image.new("L", (40, 40), 255)
    page.save(bare / "scan.png")
    page.save(bare / "other.png")
    for folder in ("records", "1911", "1912"):
        (bare / "scans" / folder).mkdir(parents=True, exist_ok=True)
        page.save(bare / "scans" / folder / "1.png")
    page.save(bare / "scans/index.pdf", save_all=True, append_images=[page] * 19)
    (bare / "config/datasets/own.yaml").write_text(example, encoding="utf-8")
    (bare / "config/own.yaml").write_text("datasets: [own]\n", encoding="utf-8")
    config = read_config(bare / "config/config.yaml", bare / "config/own.yaml")
    assert "own" in load_plan(config).datasets


def test_each_input_has_an_example():
    inputs = ["pages", "crops", "records", "crops", "pages"]
    assert [yaml.safe_load(text)["input"] for text in EXAMPLES] == inputs
