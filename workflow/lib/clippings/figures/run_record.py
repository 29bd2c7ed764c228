"""How a result came to be: versions, settings, inputs, seeds."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from clippings.datapackage import describe
from clippings.provenance import file_digest, settings_digest, versions
from clippings.running import write_json

PIN = re.compile(r"- ([\w.-]+)==(\S+)")
# Datasets share most files from outside: each is read once.
digest_of = cache(file_digest)


def describe_run(
    settings: dict[str, Any],
    declaration: dict[str, Any],
    *,
    inputs: Sequence[str | Path],
    environments: Sequence[str | Path],
) -> dict[str, Any]:
    """Describe how a dataset's results came to be, as plain values.

    `inputs` are files from outside, `environments` those that pin packages.
    """
    return {
        "config": settings_digest(settings),
        "declaration": settings_digest(declaration),
        "seeds": settings.get("seeds", []),
        "versions": package_versions(environments),
        "inputs": {str(path): digest_of(path) for path in sorted(map(Path, inputs))},
    }


def write_records(
    runs: Mapping[str, str | Path],
    packages: Mapping[str, str | Path],
    *,
    tables: Sequence[str | Path],
    settings: dict[str, Any],
    declarations: Mapping[str, dict[str, Any]],
    outside: Mapping[str, Sequence[str | Path]],
    environments: Sequence[str | Path],
) -> None:
    """Write for each dataset how its results came to be, and what its tables hold, as a Data Package.

    `runs` and `packages` map datasets to the files to write, `tables` are the files of results, of which the
    CSVs below a dataset's folder are described; the rest is that of `describe_run`, by dataset.
    """
    for dataset, run in runs.items():
        record = describe_run(
            settings, declarations[dataset], inputs=outside[dataset], environments=environments
        )
        write_json(record, run)
        folder = Path(packages[dataset]).parent
        own = [path for path in map(Path, tables) if path.suffix == ".csv" and folder in path.parents]
        write_json(describe(folder, own), packages[dataset])


def add_records(
    shown: Mapping[str, Mapping[str, Any]],
    runs: Mapping[str, str | Path],
    packages: Mapping[str, str | Path],
) -> dict[str, dict[str, Any]]:
    """Return the files to show of each dataset with those that `write_records` has written."""
    return {
        dataset: {**files, "runs": [runs[dataset], packages[dataset]]} for dataset, files in shown.items()
    }


def package_versions(environments: Sequence[str | Path]) -> dict[str, str]:
    """Return the version of each package that the environments pin: as installed here, else as pinned."""
    pinned: dict[str, str] = {}
    for path in environments:
        pinned |= dict(PIN.findall(Path(path).read_text(encoding="utf-8")))
    installed = versions(list(pinned))
    return {name: pinned[name] if found == "not installed" else found for name, found in installed.items()}
