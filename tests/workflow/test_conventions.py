"""The house's conventions, so that knowing one path is knowing the others."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import yaml
from rules_read import rules, rules_with_script

from clippings.provenance import imported_modules

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "workflow/lib/clippings"
STAGES = [
    "fetch",
    "synthesis",
    "layout",
    "ocr",
    "records",
    "encoder",
    "linkage",
    "evaluation",
    "figures",
    "review",
]
TOP = {"plan", "api"}  # The run of a workflow, the Python call: each may use all stages, nobody uses them.
MODULES = sorted(LIBRARY.rglob("*.py"))
SCRIPTS = sorted((ROOT / "workflow/scripts").glob("*.py"))
RULE_FILES = sorted((ROOT / "workflow/rules").rglob("*.smk"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CONFIGURED = [stage for stage in STAGES if stage != "fetch"]
# Lines, files and functions of the whole, and lines of one file; the library is to shrink to 12,500 lines.
MOST_LIBRARY_LINES, MOST_RULE_LINES, MOST_RULE_FILES, MOST_RULE_FUNCTIONS = 28_550, 1500, 12, 10
LONGEST_MODULE = 250


def named(path):
    return str(path.relative_to(ROOT))


def length(file):
    return len(file.read_text(encoding="utf-8").splitlines())


def imports(path):
    """List what a module imports: of `from a import b` both a and a.b, since b may be a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def folder_of(module):
    """Name the folder of a module of the library, a stage or plan; "" on the ground floor."""
    parts = module.relative_to(LIBRARY).parts
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_found_in_its_five_places(stage):
    assert (ROOT / f"workflow/rules/{stage}.smk").is_file()
    assert (ROOT / f"envs/{stage}.yaml").is_file()
    assert (LIBRARY / stage / "__init__.py").read_text() == ""
    assert list((ROOT / f"tests/unit/{stage}").glob("test_*.py"))


@pytest.mark.parametrize("stage", CONFIGURED)
def test_a_stage_has_a_section_and_a_schema_that_describes_every_key(stage):
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    schemas = (ROOT / "workflow/schemas").rglob(f"{stage}.*yaml")
    (file,) = [path for path in schemas if path.parent.name != "tables"]
    schema = yaml.safe_load(file.read_text())
    assert stage in config
    assert schema["additionalProperties"] is False
    assert all("description" in key for key in schema["properties"].values())


def test_rule_script_and_log_share_one_name():
    for rule in (rule for rule in rules() if rule.script):
        assert rule.script == f"workflow/scripts/{rule.step}.py"
        assert rule.name == rule.step or rule.step == "fetch_package", "a rule a package"
        (log,) = rule.logs
        assert re.match(rf"results/logs/(\{{dataset\}}/)?{rule.step}[./]", log), rule.name
        assert rule.environment == f"envs/{rule.stage}.yaml", rule.name
        # A fetched file is what its checksum says: an edit of code must not download it again.
        assert "code" in rule.params or rule.stage == "fetch", rule.name
    assert rules_with_script() == {script.stem for script in SCRIPTS}


def test_a_rule_that_is_submitted_is_measured_and_asks_for_memory_and_time():
    for rule in (rule for rule in rules() if not rule.local):
        assert rule.benchmark and rule.benchmark.startswith(f"results/benchmarks/{{dataset}}/{rule.name}")
        assert {"mem_mb", "runtime"} <= set(rule.resources), rule.name


def test_the_rules_are_few_files_that_hold_rules_and_hardly_a_function():
    functions = [line for file in RULE_FILES for line in file.read_text().splitlines() if "def " in line]
    assert len(RULE_FILES) <= MOST_RULE_FILES
    assert sum(map(length, RULE_FILES)) <= MOST_RULE_LINES
    assert len(functions) <= MOST_RULE_FUNCTIONS, functions


@pytest.mark.parametrize("file", RULE_FILES, ids=named)
def test_a_rule_file_opens_with_what_it_takes_and_returns(file):
    assert file.read_text(encoding="utf-8").startswith('"""')


def test_no_page_is_globbed_and_no_checkpoint_hides_the_plan():
    for file in [*RULE_FILES, ROOT / "Snakefile"]:
        text = file.read_text(encoding="utf-8")
        assert "glob_wildcards" not in text and "checkpoint " not in text


def test_the_library_stays_small():
    assert sum(map(length, MODULES)) <= MOST_LIBRARY_LINES
    assert {named(module): length(module) for module in MODULES if length(module) > LONGEST_MODULE} == {}


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_the_library_knows_neither_snakemake_nor_another_stage(module):
    """Stages and the ground floor know neither plan nor api, which are made of what they offer."""
    own = folder_of(module)
    assert own == "plan" or "snakemake" not in module.read_text(encoding="utf-8").lower()
    for name in imports(module):
        assert not name.startswith("."), f"{module} imports relatively"
        parts = name.split(".")
        if parts[0] == "clippings" and len(parts) > 1:
            hidden = TOP if own in TOP else {*STAGES, *TOP}
            assert parts[1] not in hidden - {own}, f"{module} imports {name}"


@pytest.mark.parametrize(
    "statement",
    [
        "from clippings import linkage",
        "import clippings.linkage",
        "def f():\n    from clippings.linkage import tuning",
    ],
)
def test_an_import_of_another_stage_is_seen_however_it_is_written(statement, tmp_path):
    (tmp_path / "module.py").write_text(statement, encoding="utf-8")
    assert any(name.split(".")[:2] == ["clippings", "linkage"] for name in imports(tmp_path / "module.py"))


def test_no_script_and_no_rule_knows_the_python_call():
    for script in SCRIPTS:
        assert not {folder_of(m) for m in imported_modules(script, LIBRARY.parent)} & {"api"}, script


def test_no_module_imports_itself_over_others():
    parts = {module: module.relative_to(LIBRARY.parent).with_suffix("").parts for module in MODULES}
    places = {".".join(named).removesuffix(".__init__"): module for module, named in parts.items()}
    graph = {place: {name for name in imports(module) if name in places} for place, module in places.items()}
    assert list(TopologicalSorter(graph).static_order()), "CycleError names the circle"


@pytest.mark.parametrize(
    ("package", "stages"),
    [
        ("torch", {"encoder", "layout"}),
        ("faiss", {"linkage"}),
        ("matplotlib", {"figures"}),
    ],
)
def test_a_heavy_package_stays_in_its_stage(package, stages):
    users = {folder_of(m) for m in MODULES if package in {n.split(".")[0] for n in imports(m)}}
    assert users <= stages


def test_no_rule_of_a_login_node_loads_a_heavy_package():
    """A rule that is not submitted takes seconds, and its script loads no torch."""
    for rule in (rule for rule in rules() if rule.local and rule.script):
        script = ROOT / rule.script
        sources = {script, *imported_modules(script, LIBRARY.parent)}
        assert not {"torch"} & {name.split(".")[0] for file in sources for name in imports(file)}, rule.name


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_thin(script):
    text = script.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert not any(
        isinstance(node, ast.If | ast.For | ast.While | ast.FunctionDef) for node in ast.walk(tree)
    )
    assert "snakemake.config" not in text
    assert ast.get_docstring(tree)
    assert len(text.splitlines()) <= 50


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_what_is_public_is_documented_and_annotated(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name[0] != "_"]
    for node in public:
        text = ast.get_docstring(node)
        assert text, f"{module}: {node.name} has no docstring"
        assert not text.startswith("Give"), f"{module}: {node.name}: a function returns"
        if isinstance(node, ast.FunctionDef):
            assert node.returns is not None, f"{module}: {node.name} does not say what it returns"


def test_no_file_has_a_name_that_says_nothing():
    empty_words = {"utils", "helpers", "misc", "core", "base", "manager"}
    assert not {module.stem for module in MODULES} & empty_words


@pytest.mark.parametrize("test", TESTS, ids=named)
def test_a_test_looks_at_what_is_public(test):
    private = [
        name for name in imports(test) if name.startswith("clippings") and re.search(r"\._[a-z]", name)
    ]
    assert private == []


# Scripts of the encoder and linkage stages that a dataset of either task runs, and those that one alone runs.
BOTH = {
    "prepare_images",
    "pretrain_encoder",
    "finetune_encoder",
    "embed_records",
    "compare_strings",
    "search_neighbours",
    "judge_queries",
    "link_records",
}
ONE = {"hash_images", "cluster_records"}
LEAST_SHARED = 0.8


def lines_of_code(module):
    """Count the lines on which statements stand, docstrings left out."""
    tree, coded = ast.parse(module.read_text(encoding="utf-8")), set()
    for node in ast.walk(tree):
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.stmt) and not text:
            coded |= {node.lineno, node.end_lineno}
    return len(coded)


def test_names_and_photographs_share_most_lines_of_encoder_and_linkage(record_property):
    """Most of what either application loads of both stages, the other loads too."""

    def loaded(scripts):
        files = [ROOT / f"workflow/scripts/{name}.py" for name in scripts]
        modules = set().union(*(imported_modules(file, LIBRARY.parent) for file in files))
        return {module for module in modules if folder_of(module) in ("encoder", "linkage")}

    shared, every = (sum(map(lines_of_code, loaded(scripts))) for scripts in (BOTH, BOTH | ONE))
    record_property("shared", f"{shared} of {every} lines")
    assert shared / every > LEAST_SHARED
