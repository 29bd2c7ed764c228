"""No module of the library imports one that imports it, directly or over others."""

import ast
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[3] / "workflow/lib"


def imports_of(source, modules):
    """List the modules that a source names in its imports, wherever they stand; those for types alone too."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names & modules


def circle(graph):
    """Return a path of modules that leads back to its first one; empty where there is none."""
    done = set()

    def follow(module, path):
        if module in path:
            return [*path[path.index(module) :], module]
        if module not in done:
            for other in sorted(graph[module]):
                if found := follow(other, [*path, module]):
                    return found
            done.add(module)
        return []

    return next((found for module in sorted(graph) if (found := follow(module, []))), [])


def library():
    files = {
        ".".join(file.relative_to(LIBRARY).with_suffix("").parts).removesuffix(".__init__"): file
        for file in LIBRARY.glob("clippings/**/*.py")
    }
    return {module: imports_of(file.read_text("utf-8"), set(files)) for module, file in files.items()}


def test_no_module_is_in_an_import_circle():
    graph = library()
    assert len(graph) > 50 and graph["clippings.layout.detection"] >= {"clippings.layout.lines"}
    assert circle(graph) == []


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b", "c", "b"]),
        ({"a": {"a"}}, ["a", "a"]),
    ],
)
def test_circles_are_seen(graph, found):
    assert circle(graph) == found


def test_imports_within_functions_count():
    source = "def f():\n    from clippings.layout import lines, tilt as t\n"
    assert imports_of(source, {"clippings.layout.lines", "clippings.layout.tilt"}) == {
        "clippings.layout.lines",
        "clippings.layout.tilt",
    }
