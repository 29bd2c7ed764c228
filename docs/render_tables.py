"""Render every table between stages, with its columns, writers and readers: what follows docs/tables.md."""

import ast
import sys
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "workflow/lib"
sys.path.insert(0, str(LIBRARY))

from clippings import tables  # noqa: E402

WRITING = frozenset({"frames.write", "row_groups.write_groups", "row_groups.write_parts"})
READING = frozenset(f"frames.{verb}" for verb in ("gather", "load", "read", "read_shards", "read_where"))
CARRYING = {"clippings.frames", "clippings.row_groups"}  # Modules whose functions read or write any table.


@dataclass(frozen=True)
class Function:
    """A function of the library, or the whole of a script, in the file whose names it uses."""

    file: Path
    node: ast.AST

    def dotted(self, node: ast.AST) -> str:
        """Return the dotted name of what an expression refers to, e.g. clippings.tables.RECORDS, or none."""
        if isinstance(node, ast.Name):
            return names_of(self.file).get(node.id, "")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            outer = names_of(self.file).get(node.value.id, "")
            return f"{outer}.{node.attr}" if outer else ""
        return ""

    @cached_property
    def references(self) -> set[str]:
        """The dotted names of all that the function refers to."""
        return {self.dotted(node) for node in ast.walk(self.node)}

    @cached_property
    def takes_a_table(self) -> bool:
        """Whether one of its parameters is annotated as a table."""
        annotations = [node.annotation for node in ast.walk(self.node) if isinstance(node, ast.arg)]
        return any(ast.unparse(annotation) == "Table" for annotation in annotations if annotation)


def file_of(module: str) -> Path:
    """Return the file of a module of the library."""
    return LIBRARY / f"{module.replace('.', '/')}.py"


@cache
def tree_of(file: Path) -> ast.Module:
    """Parse a file; nothing where there is none."""
    return ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])


@cache
def names_of(file: Path) -> dict[str, str]:
    """Map each name that a file imports or defines to its dotted name."""
    tree, names = tree_of(file), dict[str, str]()
    module = ".".join(file.relative_to(LIBRARY).with_suffix("").parts) if file.is_relative_to(LIBRARY) else ""
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)):
        names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    # A table derived in a module, such as PLACES = Table(CROPS.name, ...), stands for its original.
    for assignment in (node for node in tree.body if isinstance(node, ast.Assign)):
        used = [names.get(n.id, "") for n in ast.walk(assignment.value) if isinstance(n, ast.Name)]
        names |= dict.fromkeys([ast.unparse(assignment.targets[0])], next(filter(constant_of, used), ""))
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return names | {name: f"{module}.{name}" for name in defined}


@cache
def function_of(name: str) -> Function | None:
    """Return the function or class of the library with a dotted name, those of CARRYING apart."""
    module, _, own = name.rpartition(".")
    file = file_of(module)
    nodes = tree_of(file).body if module.startswith("clippings.") and module not in CARRYING else []
    wanted = (n for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == own)
    return next((Function(file, node) for node in wanted), None)


@cache
def reached(start: Function) -> tuple[Function, ...]:
    """Return `start` and the functions that it refers to, directly or through one another."""
    found = [start]
    for function in found:
        others = map(function_of, sorted(function.references))
        found += dict.fromkeys(other for other in others if other and other not in found)
    return tuple(found)


@cache
def constant_of(name: str) -> str | None:
    """Return the constant of the table with a dotted name, such as RECORDS; None for any other name."""
    module, _, own = name.rpartition(".")
    if module == "clippings.tables":
        return own if tables.find(own) else None
    return constant_of(names_of(file_of(module)).get(own, "")) if own.isupper() else None


@cache
def is_verb(name: str, verbs: frozenset[str]) -> bool:
    """Return whether a dotted name is a verb of CARRYING, or a function that passes its table on to one."""
    function = function_of(name)
    if function is None:
        return name.removeprefix("clippings.") in verbs
    used = {reference for other in reached(function) for reference in other.references}
    return function.takes_a_table and any(f"clippings.{verb}" in used for verb in verbs)


def used_by(script: Path, verbs: frozenset[str]) -> set[str]:
    """Return the constants of the tables that a script passes to `verbs`, itself or in the library."""
    used: set[str] = set()
    for function in reached(Function(script, tree_of(script))):
        for call in (node for node in ast.walk(function.node) if isinstance(node, ast.Call)):
            if is_verb(function.dotted(call.func), verbs):
                names = {function.dotted(node) for node in ast.walk(call)}
                # Where a local variable holds the table, it is one of those that the function names.
                if not any(map(constant_of, names)) and not function.takes_a_table:
                    names = function.references
                used |= {constant for name in names if (constant := constant_of(name))}
    return used


def users(verbs: frozenset[str]) -> dict[str, list[str]]:
    """Map the constant of each table to the scripts that pass it to one of `verbs`."""
    found: dict[str, list[str]] = {}
    for script in sorted((ROOT / "workflow/scripts").glob("*.py")):
        for constant in used_by(script, verbs):
            found.setdefault(constant, []).append(script.stem)
    return found


def render() -> str:
    """Return a section a table."""
    writers, readers = users(WRITING), users(READING)
    parts: list[str] = []
    for constant in tables.constants():
        table = getattr(tables, constant)
        wrote = ", ".join(f"`{rule}`" for rule in writers.get(constant, [])) or "a person"
        read = ", ".join(f"`{rule}`" for rule in readers.get(constant, [])) or "people"
        parts.append(f"## {table.name}\n\n{table.about}\n")
        parts.append(f"Written by {wrote}; read by {read}. {unique(table)}.\n")
        parts.append("| column | type | description |\n|---|---|---|")
        fields = tables.table_schema(constant)["fields"]
        parts.extend(f"| {field['name']} | {kind(field)} | {words(field)} |" for field in fields)
        parts.append("")
    return "\n".join(parts)


def unique(table: tables.Table) -> str:
    """Return a sentence on the columns that are unique together."""
    return f"Unique by {', '.join(table.key)}" if table.key else "Rows may repeat"


def kind(field: dict[str, Any]) -> str:
    """Return the type of a column, and whether it may be empty."""
    name: str = field.get("arrow", field["type"])
    return name if field.get("constraints", {}).get("required") else f"{name} or empty"


def words(field: dict[str, Any]) -> str:
    """Return the description of a column, and the words it allows."""
    choices = ", ".join(field.get("constraints", {}).get("enum", ()))
    text = f"{field['description']}: {choices}" if choices else str(field["description"])
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(render())
