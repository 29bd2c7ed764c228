"""Where a result comes from: digests of code, settings and files, and the versions of what ran."""

import ast
import hashlib
import json
import platform
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
    digest = hashlib.sha256(_bare_tree(Path(script)).encode())
    for module in sorted(imported_modules(Path(script), Path(library))):
        digest.update(f"{module.relative_to(library)}\n{_bare_tree(module)}\n".encode())
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
    """Give the SHA-256 of a file, in hexadecimal."""
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
    modules: set[Path] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        places = [library / name.replace(".", "/") for name in names]
        files = [place.with_suffix(".py") for place in places] + [place / "__init__.py" for place in places]
        modules.update(file for file in files if file.is_file() and _bare_tree(file) != NO_CODE)
    return frozenset(modules)


@cache
def _bare_tree(source: Path) -> str:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:]
    return ast.dump(tree)
