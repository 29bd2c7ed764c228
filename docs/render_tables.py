"""Print docs/tables.md: every table between stages, with its columns, writers and readers."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "workflow/lib"))

from clippings import tables  # noqa: E402

HEAD = """# Tables

Every file that passes from one rule to another and has columns. `workflow/lib/clippings/tables/`
describes them, each script checks what it reads and writes against that description, and this page is
printed from it by `make docs`.
Coordinates are pixels of the upright page, origin at the upper left. Files are Parquet unless their path in
[architecture.md](architecture.md) says otherwise; CSV is UTF-8 with a byte order mark.
"""


def described() -> dict[str, tables.Table]:
    """Collect the tables by the name of their constant."""
    return {name: value for name, value in vars(tables).items() if isinstance(value, tables.Table)}


def users(verbs: set[str]) -> dict[str, list[str]]:
    """Map each table's constant to the scripts that call `frames.<verb>` on it."""
    found: dict[str, list[str]] = {}
    for script in sorted((ROOT / "workflow/scripts").glob("*.py")):
        tree = ast.parse(script.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        used = [c.args[-1] for c in calls if c.args and ast.unparse(c.func).removeprefix("frames.") in verbs]
        for name in sorted({ast.unparse(table).removeprefix("tables.") for table in used}):
            found.setdefault(name, []).append(script.stem)
    return found


def render() -> str:
    """Return the whole page."""
    writers, readers = users({"write"}), users({"read", "read_shards", "read_each"})
    parts = [HEAD]
    for constant, table in described().items():
        wrote = ", ".join(f"`{rule}`" for rule in writers.get(constant, [])) or "a person"
        read = ", ".join(f"`{rule}`" for rule in readers.get(constant, [])) or "people"
        parts.append(f"## {table.name}\n\n{table.about}\n")
        parts.append(f"Written by {wrote}; read by {read}. {unique(table)}.\n")
        parts.append("| column | type | holds |\n|---|---|---|")
        parts.extend(f"| {c.name} | {kind(c)} | {words(c)} |" for c in table.columns)
        parts.append("")
    return "\n".join(parts)


def unique(table: tables.Table) -> str:
    """Say which columns are unique together."""
    return f"Unique by {', '.join(table.key)}" if table.key else "Rows may repeat"


def kind(column: tables.Column) -> str:
    """Name a column's type, and whether it may be empty."""
    return f"{column.type} or empty" if column.optional else str(column.type)


def words(column: tables.Column) -> str:
    """Say what a column holds, and the words it allows."""
    choices = f": {', '.join(column.choices)}" if column.choices else ""
    return f"{column.about}{choices}".replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(render())
