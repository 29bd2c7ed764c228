"""Where a result comes from: digests of code, settings and files, and the versions of what ran."""

import ast
import hashlib
import json
import platform
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

NO_CODE = ast.dump(ast.Module(body=[], type_ignores=[]))


def code_digest(script: str | Path, library: str | Path) -> str:
    """Digest the syntax trees of `script` and of the modules of `library` that it imports, directly or not.

    Docstrings and comments do not count, so that only a change of behaviour reruns a rule.
    `library` is the folder that holds the package.
    """
    digest = hashlib.sha256(_read(Path(script))[0].encode())
    for module in sorted(imported_modules(Path(script), Path(library))):
        digest.update(f"{module.relative_to(library)}\n{_read(module)[0]}\n".encode())
    return digest.hexdigest()[:16]


def imported_modules(source: Path, library: Path) -> set[Path]:
    """Collect the files below `library` that `source` imports, directly or through one another."""
    found: set[Path] = set()
    waiting = [source]
    while waiting:
        fresh = {module for module in _imports(waiting.pop(), library) if module not in found}
        found |= fresh
        waiting.extend(fresh)
    return found


def file_digest(path: str | Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settings_digest(settings: Any) -> str:
    """Digest plain settings (dicts, lists, words, numbers), whatever the order of their keys."""
    text = json.dumps(settings, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def versions(packages: list[str]) -> dict[str, str]:
    """Name the version of Python and of each package that is installed."""
    found = {"python": platform.python_version()}
    for package in sorted(packages):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


@cache
def _imports(source: Path, library: Path) -> frozenset[Path]:
    found = (_module_file(name, library) for name in _read(source)[1])
    return frozenset(file for file in found if file and _read(file)[0] != NO_CODE)


@cache
def _module_file(name: str, library: Path) -> Path | None:
    """Find the file of a module or package of the library; None for any other name."""
    place = library / name.replace(".", "/")
    files = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in files if file.is_file()), None)


@cache
def _read(source: Path) -> tuple[str, frozenset[str]]:
    """Return the tree of a file without its docstrings, and all that its imports may name."""
    # Parsed and walked once, statements only: each job of a cluster digests its code anew, twice.
    tree = ast.parse(source.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:]
    return ast.dump(tree), frozenset(names)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Return a node and, block by block, the statements within it."""
    yield node
    for block in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, block, ()):
            yield from _statements(inner)
