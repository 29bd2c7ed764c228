"""Where a result comes from: digests of code, settings and files, and the versions of what ran."""

import ast
import hashlib
import json
import platform
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

NO_CODE = ast.dump(ast.Module(body=[], type_ignores=[]))
NOT_INSTALLED = "not installed"
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def code_digest(script: str | Path, library: str | Path, *, find_table: Callable[[str], Any]) -> str:
    """Digest the code that runs in `script`: its own, that of the library, and the tables that they name.

    The digest covers the syntax trees of the script and of the modules that it imports, directly or through
    one another, without comments and docstrings; and the `repr` of tables, which leaves out descriptions. So
    only a change of behaviour reruns a rule. `library` is the folder that holds the package; `find_table`
    returns the table of a constant such as RECORDS, None for any other constant (`clippings.tables.find`).
    """
    script = Path(script)
    modules = sorted(imported_modules(script, Path(library)))
    constants = {constant for file in (script, *modules) for constant in _read(file).constants}
    parts = [_read(script).tree]
    parts += [f"{module.relative_to(library)}\n{_read(module).tree}" for module in modules]
    parts += [repr(table) for table in map(find_table, sorted(constants)) if table is not None]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def imported_modules(source: Path, library: Path) -> set[Path]:
    """Collect the files below `library` that `source` imports, directly or through one another.

    A package that is itself imported (`from clippings import linkage`) counts as its `__init__.py`; a parent
    package counts only if that file holds code.
    """
    reached: set[Path] = set()
    waiting = [source]
    while waiting:
        fresh = _imports(waiting.pop(), library) - reached
        reached |= fresh
        waiting.extend(fresh)
    return reached


def imported_names(source: Path) -> frozenset[str]:
    """Return the dotted names that the import statements of `source` bring in, wherever they stand.

    `from clippings import linkage` gives clippings.linkage, `import clippings.linkage.links` gives
    clippings.linkage.links, and a relative import keeps its dots.
    """
    return _read(source).names


def file_digest(path: str | Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settings_digest(settings: Any) -> str:
    """Digest plain settings (dicts, lists, words, numbers), whatever the order of their keys."""
    text = json.dumps(settings, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def versions(packages: list[str]) -> dict[str, str]:
    """Return the version of Python and of each package, NOT_INSTALLED for one that is missing."""
    installed = {"python": platform.python_version()}
    for package in sorted(packages):
        try:
            installed[package] = version(package)
        except PackageNotFoundError:
            installed[package] = NOT_INSTALLED
    return installed


class _Source(NamedTuple):
    """A file of code: its tree without docstrings, the names it imports, the constants it refers to."""

    tree: str
    names: frozenset[str]
    constants: frozenset[str]


@cache
def _read(file: Path) -> _Source:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    # Statements only: each job of a cluster digests its code anew, and expressions are most of a tree.
    names = frozenset(name for node in _statements(tree) for name in _names(node))
    dump = ast.dump(tree)
    attributes = re.findall(r"attr='([A-Z][A-Z0-9_]*)'", dump)
    return _Source(dump, names, frozenset([*attributes, *(name.rpartition(".")[2] for name in names)]))


@cache
def _imports(source: Path, library: Path) -> frozenset[Path]:
    names = imported_names(source)
    passed = {name.rsplit(".", depth)[0] for name in names for depth in range(1, name.count(".") + 1)}
    files = {_module_file(name, library) for name in names}
    files |= {
        file for name in passed if (file := _module_file(name, library)) and _read(file).tree != NO_CODE
    }
    return frozenset(file for file in files if file)


@cache
def _module_file(name: str, library: Path) -> Path | None:
    """Return the file of a module or package of the library; None for any other name."""
    place = library / name.replace(".", "/")
    files = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in files if file.is_file()), None)


def _names(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        start = "." * node.level + (f"{node.module}." if node.module else "")
        return [f"{start}{alias.name}" for alias in node.names]
    return []


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Return a node and, block by block, the statements within it, of which docstrings are removed."""
    yield node
    for block in BLOCKS:
        inner = getattr(node, block, None)
        if isinstance(inner, list):
            inner[:] = [child for child in inner if not _is_docstring(child)]
            for child in inner:
                yield from _statements(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
