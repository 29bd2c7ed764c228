"""Results as an RO-Crate: files of a run with their digests, and by which program and inputs they came about.

The profile is Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5), which describes what was run and
not how: the rules of the workflow are no part of the folder, as Workflow Run Crate would demand.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rocrate.model import ContextEntity, SoftwareApplication
from rocrate.rocrate import ROCrate

from clippings.datapackage import FORMAT
from clippings.provenance import file_digest

NAME = "ro-crate-metadata.json"
VERSION = "1.1"  # that on which the profile rests
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
# Where `sha256` is defined, which RO-Crate itself is not to have.
TERMS = "https://w3id.org/ro/terms/workflow-run/context"
PROGRAM = "Clippings: record linkage with the picture of a name and its OCR"
MEDIA = {
    ".csv": FORMAT["mediatype"],
    ".graphml": "application/graphml+xml",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


def describe_crate(
    folder: Path,
    runs: Mapping[str, str | Path],
    packages: Mapping[str, str | Path],
    *,
    others: Iterable[str | Path],
) -> dict[str, Any]:
    """Return the contents of `ro-crate-metadata.json` for the results below `folder`.

    `runs` and `packages` are the files that say of each dataset how its results came to be and what its
    tables hold; `others` are further files, of which those below `folder` are listed. Each dataset has one
    action: the program, inputs by name and digest, seeds, digests of the settings, and its tables as results.
    Times are those at which the last of the files was written.
    """
    crate = ROCrate(version=VERSION)
    crate.metadata.extra_contexts.append(TERMS)
    program = crate.add(SoftwareApplication(crate, "#clippings", properties={"name": PROGRAM}))
    listed: set[Path] = set()
    needed: dict[str, Any] = {}  # Datasets of one folder may have been run with versions that differ.
    for dataset in runs:
        run, package = (_load(paths[dataset]) for paths in (runs, packages))
        described = {Path(packages[dataset]).parent / own["path"]: own for own in package["resources"]}
        tables = [_add_table(crate, path.relative_to(folder), own) for path, own in described.items()]
        _add_action(crate, program, dataset, run, tables, written=_written(described))
        needed |= {item.id: item for item in _add_versions(crate, run["versions"])}
        program["softwareRequirements"] = list(needed.values())
        listed |= set(described)
    further = dict.fromkeys(map(Path, [*runs.values(), *packages.values(), *others]))
    for path in (path for path in further if folder in path.parents and path not in listed):
        _add_file(crate, path, path.relative_to(folder))
        listed.add(path)
    _describe_root(crate, list(runs), written=_written(listed))
    found: dict[str, Any] = crate.metadata.generate()
    return found


def _load(path: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return found


def _describe_root(crate: ROCrate, datasets: list[str], *, written: str) -> None:
    profile = {"@type": "CreativeWork", "name": "Process Run Crate", "version": PROFILE.rpartition("/")[2]}
    crate.root_dataset["conformsTo"] = crate.add(ContextEntity(crate, PROFILE, properties=profile))
    crate.root_dataset["mentions"] = [crate.get(f"#run-{dataset}") for dataset in datasets]
    crate.name = f"Linked records: {', '.join(datasets)}"
    crate.description = "Results of a run of Clippings: tables of links, clusters and scores, and figures."
    crate.root_dataset["datePublished"] = written


def _add_table(crate: ROCrate, path: Path, resource: dict[str, Any]) -> Any:
    """Add a table as its data package describes it."""
    about = {key: resource[key] for key in ("description",) if key in resource}
    about |= {"name": resource.get("title", resource["name"]), "encodingFormat": resource["mediatype"]}
    about |= {"contentSize": str(resource["bytes"]), "sha256": resource["hash"].removeprefix("sha256:")}
    return crate.add_file(dest_path=path.as_posix(), properties=about)


def _add_file(crate: ROCrate, path: Path, place: Path) -> None:
    about = {"name": path.name, "contentSize": str(path.stat().st_size), "sha256": file_digest(path)}
    if path.suffix in MEDIA:
        about["encodingFormat"] = MEDIA[path.suffix]
    crate.add_file(dest_path=place.as_posix(), properties=about)


def _add_action(
    crate: ROCrate, program: Any, dataset: str, run: dict[str, Any], tables: list[Any], *, written: str
) -> None:
    """Add the action of a dataset; inputs lie outside the crate and are told by name and digest."""
    inputs = [
        _add_once(crate, f"#input-{digest[:16]}", {"@type": "CreativeWork", "name": path, "sha256": digest})
        for path, digest in run["inputs"].items()
    ]
    settings = [
        _add_once(crate, f"#{dataset}-{key}", {"@type": "PropertyValue", "name": key, "value": run[key]})
        for key in ("seeds", "config", "declaration")
    ]
    about = {
        "name": f"Run of {dataset}",
        "description": "Its objects are inputs, seeds, and digests of the config and of the declaration.",
        "endTime": written,
    }
    crate.add_action(program, f"#run-{dataset}", object=[*inputs, *settings], result=tables, properties=about)


def _add_versions(crate: ROCrate, versions: dict[str, str]) -> list[Any]:
    return [
        _add_once(
            crate,
            f"#{name}-{version}",
            {"@type": "SoftwareApplication", "name": name, "softwareVersion": version},
        )
        for name, version in versions.items()
    ]


def _add_once(crate: ROCrate, name: str, properties: dict[str, Any]) -> Any:
    return crate.get(name) or crate.add(ContextEntity(crate, name, properties=properties))


def _written(files: Iterable[Path]) -> str:
    """Return when the last of some files was written, in UTC."""
    last = max(path.stat().st_mtime for path in files)
    return datetime.fromtimestamp(last, UTC).isoformat(timespec="seconds")
