import ast
import shutil
from functools import partial
from pathlib import Path

import pytest
import yaml

from clippings import provenance, tables

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def library(tmp_path):
    package = tmp_path / "lib" / "tool"
    (package / "stage").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "stage/__init__.py").touch()
    (package / "stage/near.py").write_text(
        '"""Near."""\nfrom tool import far\n\n\ndef near():\n    return far.far()\n'
    )
    (package / "far.py").write_text('def far():\n    """Say."""\n    return 1\n')
    (package / "other.py").write_text("x = 1\n")
    script = tmp_path / "script.py"
    script.write_text("from tool.stage.near import near\n\nnear()\n")
    return script, tmp_path / "lib"


def digest(library, find_table=lambda constant: None):
    for kept in (provenance._imports, provenance._module_file, provenance._read, tables._parse):
        kept.cache_clear()
    return provenance.code_digest(*library, find_table=find_table)


def test_imports_are_followed_through_the_library(library):
    script, folder = library
    found = {str(path.relative_to(folder)) for path in provenance.imported_modules(script, folder)}
    assert found == {"tool/stage/near.py", "tool/far.py"}


@pytest.mark.parametrize(
    "block",
    [
        "def f():\n    {}",
        "class A:\n    async def f(self):\n        {}",
        "if x:\n    pass\nelse:\n    {}",
        "try:\n    {}\nexcept ImportError:\n    pass",
        "try:\n    pass\nexcept ImportError:\n    {}",
        "try:\n    pass\nfinally:\n    {}",
        "while x:\n    with x:\n        {}",
        "match x:\n    case 1:\n        {}",
    ],
)
def test_an_import_is_found_in_whatever_block_it_stands(library, block):
    script, folder = library
    script.write_text(block.format("import tool.far"))
    assert provenance.imported_modules(script, folder) == {folder / "tool/far.py"}


@pytest.mark.parametrize(
    ("statement", "names", "modules"),
    [
        ("from tool import stage", {"tool.stage"}, {"stage/__init__.py"}),
        ("import tool.stage", {"tool.stage"}, {"stage/__init__.py"}),
        ("import tool.stage.near", {"tool.stage.near"}, {"stage/near.py", "far.py"}),
        ("from tool.stage import near", {"tool.stage.near"}, {"stage/near.py", "far.py"}),
        (
            "from tool.stage import near as n, far",
            {"tool.stage.near", "tool.stage.far"},
            {"stage/near.py", "far.py"},
        ),
        ("from tool import far", {"tool.far"}, {"far.py"}),
        ("from . import far", {".far"}, set()),
        ("from .stage import near", {".stage.near"}, set()),
        ("import os.path, numpy as np", {"os.path", "numpy"}, set()),
    ],
)
def test_each_spelling_of_an_import_is_seen(library, statement, names, modules):
    script, folder = library
    script.write_text(statement)
    assert provenance.imported_names(script) == names
    assert provenance.imported_modules(script, folder) == {folder / "tool" / module for module in modules}


def test_a_package_that_is_passed_through_counts_where_it_holds_code(library):
    script, folder = library
    (folder / "tool/stage/__init__.py").write_text("from tool import other\n")
    found = {str(path.relative_to(folder / "tool")) for path in provenance.imported_modules(script, folder)}
    assert found == {"stage/near.py", "far.py", "stage/__init__.py", "other.py"}


@pytest.mark.parametrize(
    ("file", "old", "new", "changes"),
    [
        ("far.py", "return 1", "return 2", True),
        ("far.py", "return 1", "return 1  # why", False),
        ("far.py", "Say.", "Say it.", False),
        ("far.py", '    """Say."""\n', "", False),
        ("far.py", "def far", '"""Of the module, and of the constant."""\n\n\ndef far', False),
        ("stage/near.py", "Near.", "Close.", False),
        ("other.py", "x = 1", "x = 2", False),
        ("../../script.py", "near()\n", "near()  # why\n", False),
        ("../../script.py", "\nnear()\n", "\nnear() + 1\n", True),
    ],
)
def test_only_behaviour_that_the_script_uses_changes_its_digest(library, file, old, new, changes):
    before = digest(library)
    path = library[1] / "tool" / file
    path.write_text(path.read_text().replace(old, new))
    assert (digest(library) != before) is changes


def test_settings_digest_ignores_the_order_of_keys():
    assert provenance.settings_digest({"a": 1, "b": [2]}) == provenance.settings_digest({"b": [2], "a": 1})
    assert provenance.settings_digest({"a": 1}) != provenance.settings_digest({"a": 2})


def test_file_digest_is_sha256(tmp_path):
    (tmp_path / "f").write_bytes(b"abc")
    assert provenance.file_digest(tmp_path / "f").startswith("ba7816bf8f01cfea")


def test_versions_name_what_is_missing():
    assert provenance.versions(["pytest", "no-such-package"])["no-such-package"] == "not installed"


@pytest.fixture
def project(tmp_path):
    """Copy the library, the scripts and the tables, so that a test can edit them."""
    for folder in ("lib", "scripts", "schemas/tables"):
        shutil.copytree(ROOT / "workflow" / folder, tmp_path / folder)
    return tmp_path


def script_digests(project, *names):
    find_table = partial(tables.find, folder=project / "schemas/tables")
    return [digest((project / f"scripts/{name}.py", project / "lib"), find_table) for name in names]


def improved(found):
    """Rewrite every description in what a YAML file holds."""
    if isinstance(found, dict):
        return {key: "Better." if key == "description" else improved(value) for key, value in found.items()}
    return list(map(improved, found)) if isinstance(found, list) else found


def edit(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_descriptions_comments_and_docstrings_rerun_nothing(project):
    names = sorted(script.stem for script in (project / "scripts").glob("*.py"))
    before = script_digests(project, *names)
    for schema in (project / "schemas/tables").glob("*.yaml"):
        described = improved(yaml.safe_load(schema.read_text(encoding="utf-8")))
        schema.write_text("# A comment.\n" + yaml.safe_dump(described), encoding="utf-8")
    tables._parse.cache_clear()
    columns = tables.find("RECORDS", folder=project / "schemas/tables").columns
    assert {column.about for column in columns} == {"Better."}
    for file in [*(project / "lib").rglob("*.py"), *(project / "scripts").glob("*.py")]:
        text = file.read_text(encoding="utf-8")
        documented = ast.get_docstring(ast.parse(text), clean=False)
        file.write_text(text.replace(documented or "\0", "Better.") + "# A comment.\n", encoding="utf-8")
    assert script_digests(project, *names) == before


@pytest.mark.parametrize(
    ("module", "rerun"),
    [
        ("linkage/candidates/string_rows", ["compare_strings", "weigh_evidence"]),
        ("evaluation/breakdown", ["score_links", "score_clusters"]),
    ],
)
def test_an_edit_of_a_module_reruns_the_scripts_that_load_it_alone(project, module, rerun):
    """Which scripts these are is written down here by hand, out of those of the whole chain."""
    names = ["read_names", "finetune_encoder", "search_neighbours", "judge_queries", "link_records"]
    names += ["compare_strings", "weigh_evidence", "score_links", "score_clusters", "draw_links"]
    before = script_digests(project, *names)
    file = project / f"lib/clippings/{module}.py"
    file.write_text(file.read_text(encoding="utf-8") + "\n\nEDITED = 1\n", encoding="utf-8")
    after = script_digests(project, *names)
    assert [name for name, old, new in zip(names, before, after, strict=True) if old != new] == rerun


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("crops", "name: parts", "name: pieces"),
        ("crops", "type: integer", "type: number"),
        ("crops", "primaryKey: [crop]", "primaryKey: [crop, source]"),
        ("crops", "constraints: {required: true}", "constraints: {}"),
        ("columns", "enum: [horizontal, vertical]", "enum: [horizontal, vertical, round]"),
    ],
)
def test_what_a_table_is_reruns_the_scripts_that_use_it_alone(project, table, old, new):
    names = ("one", "other")
    for name, table_of_it in zip(names, ("CROPS", "NEIGHBOURS"), strict=True):
        script = f"from clippings import frames, tables\n\nframes.read('file.csv', tables.{table_of_it})\n"
        (project / f"scripts/{name}.py").write_text(script)
    before = script_digests(project, *names)
    edit(project / f"schemas/tables/{table}.yaml", old, new)
    after = script_digests(project, *names)
    assert after[0] != before[0] and after[1] == before[1]


def test_a_table_counts_that_only_a_module_of_the_library_names(project):
    before = script_digests(project, "judge_queries")
    edit(project / "schemas/tables/neighbours.yaml", "name: rank", "name: place")
    assert script_digests(project, "judge_queries") != before
