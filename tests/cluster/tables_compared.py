"""The tables of two runs, side by side."""

from pathlib import Path

TABLES = ("*.parquet", "*.csv", "*.tsv", "*.md")


def tables(folder: Path) -> dict[str, bytes]:
    """Return every table below results/, by path, except what a run says of itself."""
    results = folder / "results"
    files = [file for pattern in TABLES for file in results.rglob(pattern)]
    named = {str(file.relative_to(results)): file for file in files}
    return {
        name: file.read_bytes()
        for name, file in sorted(named.items())
        if not name.startswith(("benchmarks/", "logs/"))
    }


def differing(one: Path, other: Path) -> list[str]:
    """Name the tables that are not the same, byte for byte, in two folders, or are in one alone."""
    first, second = tables(one), tables(other)
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
