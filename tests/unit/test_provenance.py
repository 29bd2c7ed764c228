import pytest

from clippings import provenance


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


def digest(library):
    for kept in (provenance._imports, provenance._module_file, provenance._read):
        kept.cache_clear()
    return provenance.code_digest(*library)


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
    ("file", "old", "new", "changes"),
    [
        ("far.py", "return 1", "return 2", True),
        ("far.py", "return 1", "return 1  # why", False),
        ("far.py", "Say.", "Say it.", False),
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
