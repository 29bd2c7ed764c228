"""The docs keep up with the code."""

import importlib.util
import re

import pytest
import yaml
from PIL import Image
from toy import ROOT, planned

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
    expected = set(drawing.stages()) - drawing.LEFT_OUT - UNUSED - targets
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


TABLES = {
    "config/pages/example.tsv": "page\tpath\tsource\n1\tscan.png\tpr\n2\tscan.png\ttk\n",
    "names.csv": "path,source,entity\nscan.png,pr,a\n",
    "firms.csv": "record,source,noisy,entity\n1,pr,東京電機,a\n2,tk,東京電機,a\n",
    "photos/captions.csv": "image,caption,scan,photo\nscan.png,ZÜRICH,p1,ferry\n",
    "photos/verdicts.json": "[]",
}
EXAMPLES = re.findall(
    r"```yaml\n(task:.*?)```", (ROOT / "docs/datasets.md").read_text(encoding="utf-8"), flags=re.S
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: yaml.safe_load(text)["input"])
def test_the_example_of_each_door_is_planned_as_it_stands(bare, example):
    for name, text in TABLES.items():
        (bare / name).parent.mkdir(exist_ok=True)
        (bare / name).write_text(text, encoding="utf-8")
    Image.new("L", (40, 40), 255).save(bare / "scan.png")
    (bare / "config/datasets/own.yaml").write_text(example, encoding="utf-8")
    (bare / "config/own.yaml").write_text("datasets: [own]\n", encoding="utf-8")
    jobs = planned(bare, config=["config/config.yaml", "config/own.yaml"])
    assert jobs["build_records"] >= 1 and jobs["write_summary"] == 1


def test_each_door_has_an_example():
    assert [yaml.safe_load(text)["input"] for text in EXAMPLES] == ["pages", "crops", "records", "crops"]
