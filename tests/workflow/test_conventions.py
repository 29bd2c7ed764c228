"""The house's conventions, so that knowing one path is knowing the others."""

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "workflow/lib/clippings"
STAGES = ["fetch", "synthesis", "layout", "ocr", "records", "encoder", "linkage", "figures"]
MODULES = sorted(LIBRARY.rglob("*.py"))
SCRIPTS = sorted((ROOT / "workflow/scripts").glob("*.py"))
RULES = ROOT / "workflow/rules"
INPUTS = RULES / "inputs"
RULE_FILES = sorted(RULES.rglob("*.smk"))
LONGEST = 160  # lines
CONFIGURED = [stage for stage in STAGES if stage != "fetch"]


def stage_of(file):
    """Name the stage of a file of rules: <stage>.smk, or a part of a long one, <stage>/<part>.smk."""
    return file.relative_to(RULES).parts[file.is_relative_to(INPUTS)].removesuffix(".smk")


def rules():
    """Return (file, rule name, text of the rule) for every rule that runs a script."""
    for file in RULE_FILES:
        for part in re.split(r"^rule ", file.read_text(encoding="utf-8"), flags=re.M)[1:]:
            if "script:" in part:
                yield file, part.split(":")[0], part


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("stage", STAGES)
def test_a_room_is_found_in_its_five_places(stage):
    assert (ROOT / f"workflow/rules/{stage}.smk").is_file()
    assert (ROOT / f"envs/{stage}.yaml").is_file()
    assert (LIBRARY / stage / "__init__.py").read_text() == ""
    assert list((ROOT / f"tests/unit/{stage}").glob("test_*.py"))


@pytest.mark.parametrize("stage", CONFIGURED)
def test_a_room_has_a_section_and_a_schema_that_describes_every_key(stage):
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    schema = yaml.safe_load((ROOT / f"workflow/schemas/{stage}.schema.yaml").read_text())
    assert stage in config
    assert schema["additionalProperties"] is False
    assert all("description" in key for key in schema["properties"].values())


def test_rule_script_and_log_share_one_name():
    for file, name, text in rules():
        up = "../" * len(file.relative_to(RULES).parts)
        assert f'script:\n        "{up}scripts/{name}.py"' in text, name
        assert re.search(rf'log:\n        "results/logs/(\{{dataset\}}/)?{name}[./]', text), name
        # A fetched file is what its checksum says: an edit of code must not download it again.
        assert f'code_of("{name}.py")' in text or name == "fetch_resource", name
        assert f'conda:\n        "{up}../envs/{stage_of(file)}.yaml"' in text, name
    assert {name for _, name, _ in rules()} == {script.stem for script in SCRIPTS}


def test_a_rule_that_is_submitted_is_measured_and_asks_for_memory_and_time():
    for _, name, text in rules():
        if "localrule: True" not in text:
            assert f'benchmark:\n        "results/benchmarks/{{dataset}}/{name}' in text, name
            assert "mem_mb=" in text and "runtime=" in text, name


def test_the_parts_of_a_room_lie_in_its_folder_and_it_includes_them():
    for file in (file for file in RULE_FILES if file.parent not in (RULES, INPUTS)):
        whole = file.parents[1] / f"{stage_of(file)}.smk"
        assert f'include: "{file.relative_to(file.parents[1])}"' in whole.read_text(encoding="utf-8"), file


@pytest.mark.parametrize("file", RULE_FILES, ids=lambda file: str(file.relative_to(RULES)))
def test_a_rule_file_is_short_and_opens_with_what_it_takes_and_gives(file):
    text = file.read_text(encoding="utf-8")
    assert text.startswith('"""')
    assert len(text.splitlines()) <= LONGEST


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_the_library_knows_neither_snakemake_nor_another_stage(module):
    own = module.relative_to(LIBRARY).parts[0]
    assert "snakemake" not in module.read_text(encoding="utf-8").lower()
    for name in imports(module):
        assert not name.startswith("."), f"{module} imports relatively"
        parts = name.split(".")
        if parts[0] == "clippings" and len(parts) > 1 and parts[1] in STAGES:
            assert parts[1] == own, f"{module} imports the stage {parts[1]}"


@pytest.mark.parametrize(
    ("package", "stages"),
    [
        ("torch", {"encoder", "layout"}),
        ("faiss", {"linkage"}),
        ("matplotlib", {"figures"}),
    ],
)
def test_a_heavy_package_stays_in_its_stage(package, stages):
    users = {
        m.relative_to(LIBRARY).parts[0] for m in MODULES if package in {n.split(".")[0] for n in imports(m)}
    }
    assert users <= stages


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_thin(script):
    text = script.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert not any(
        isinstance(node, ast.If | ast.For | ast.While | ast.FunctionDef) for node in ast.walk(tree)
    )
    assert "snakemake.config" not in text
    assert ast.get_docstring(tree)
    assert len(text.splitlines()) <= 40


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_what_is_public_is_documented_and_annotated(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name[0] != "_"]
    for node in public:
        assert ast.get_docstring(node), f"{module}: {node.name} has no docstring"
        if isinstance(node, ast.FunctionDef):
            assert node.returns is not None, f"{module}: {node.name} does not say what it returns"


def test_no_file_has_a_name_that_says_nothing():
    empty_words = {"utils", "helpers", "misc", "core", "base", "manager"}
    assert not {module.stem for module in MODULES} & empty_words


def test_no_page_is_globbed_and_no_checkpoint_hides_the_plan():
    for file in [*RULE_FILES, ROOT / "Snakefile"]:
        text = file.read_text(encoding="utf-8")
        assert "glob_wildcards" not in text and "checkpoint " not in text
