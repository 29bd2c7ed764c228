"""How a result came to be: versions, settings, inputs, seeds, times."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from clippings.provenance import file_digest, settings_digest, versions

CLOCKED = {
    "jobs": ("s", "size"),
    "seconds": ("s", "sum"),
    "longest": ("s", "max"),
    "memory_mb": ("max_rss", "max"),
}
PIN = re.compile(r"- ([\w.-]+)==(\S+)")


def describe_run(
    settings: dict[str, Any],
    declaration: dict[str, Any],
    *,
    inputs: Sequence[str | Path],
    environments: Sequence[str | Path],
    benchmarks: Sequence[str | Path],
) -> dict[str, Any]:
    """Describe a run as plain values.

    `inputs` are files from outside, `environments` those that pin packages, `benchmarks` folders of timings.
    """
    return {
        "config": settings_digest(settings),
        "declaration": settings_digest(declaration),
        "seeds": settings.get("seeds", []),
        "versions": package_versions(environments),
        "inputs": {str(path): file_digest(path) for path in sorted(map(Path, inputs))},
        "stages": stage_times(benchmarks),
    }


def package_versions(environments: Sequence[str | Path]) -> dict[str, str]:
    """Name the version of each package that the environments pin: as installed here, else as pinned."""
    pinned: dict[str, str] = {}
    for path in environments:
        pinned |= dict(PIN.findall(Path(path).read_text(encoding="utf-8")))
    installed = versions(list(pinned))
    return {name: pinned[name] if found == "not installed" else found for name, found in installed.items()}


def stage_times(folders: Sequence[str | Path]) -> dict[str, dict[str, float]]:
    """Sum the benchmark files below `folders`, one subfolder a rule: jobs, seconds and largest memory."""
    rows = [
        pd.read_csv(file, sep="\t", na_values=["-"]).assign(rule=file.relative_to(folder).parts[0])
        for folder in folders
        for file in sorted(Path(folder).glob("*/**/*.tsv"))
    ]
    if not rows:
        return {}
    stages = pd.concat(rows).groupby("rule").agg(**CLOCKED).fillna(0.0).round(1)
    return {str(rule): stages.loc[rule].to_dict() for rule in stages.index}
