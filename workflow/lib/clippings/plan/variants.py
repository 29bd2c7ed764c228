"""Variants of a dataset: its crops scanned again, or its pages drawn older; the steps of a sweep."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from clippings.plan.config import Config
from clippings.plan.datasets import Dataset

# What a dataset that is scanned again has from its origin, where its crops are.
SHARED = ("input", "files", "sources", "pages", "photographs", "truth", "annotations", "ageing", "dpi")


def check_variant(dataset: Dataset, datasets: Mapping[str, Dataset]) -> None:
    """Refuse a dataset that cannot be scanned again, or drawn older, as it says."""
    if dataset.ageing and dataset.files != "drawn":
        raise ValueError(f"{dataset.where}: ageing: found {dataset.ageing}, expected pages or crops `drawn`")
    if dataset.rescan is None:
        return
    where = f"{dataset.where}: rescan"
    if not dataset.of:
        raise ValueError(f"{where}: found without `of`, expected the dataset whose crops are scanned again")
    if not dataset.reads_crops:
        raise ValueError(f"{where}: found of {dataset.of}, which has texts alone; expected one with crops")
    other = datasets[dataset.of]
    changed = [key for key in SHARED if getattr(dataset, key) != getattr(other, key)]
    if changed:
        raise ValueError(f"{where}: found {', '.join(changed)} of its own, expected those of {dataset.of}")
    if not dataset.dpi:
        raise ValueError(
            f"{where}: the resolution of {dataset.of} is not known, expected `dpi:` in {other.where}"
        )
    if dataset.rescan["dpi"] > dataset.dpi:
        found = f"found {dataset.rescan['dpi']}, expected at most the {dataset.dpi} of {dataset.of}"
        raise ValueError(f"{where}/dpi: {found}")


def describe_variant(dataset: Dataset, config: Config) -> str:
    """Say in a few words what is simulated about a variant, for captions; an empty text of other datasets."""
    if dataset.rescan:
        ending = ", black and white" if dataset.rescan["binarise"] else ""
        return f"{dataset.of} scanned again at {dataset.rescan['dpi']:g} dpi, simulated{ending}"
    if dataset.of and dataset.ageing:
        strength = dataset.ageing.get("strength", config["synthesis"]["ageing"]["strength"])
        return f"{dataset.of} drawn with ageing of strength {strength:g}"
    return ""


def list_steps(run: list[Dataset]) -> list[dict[str, Any]]:
    """List the variants of a run by what they are variants of and how good their print is, the best first.

    A dataset has steps where the run has several variants of it in one respect: `dpi` of scans made again, or
    `strength` of ageing; the other of the two is None.
    """
    steps = [step for dataset in run if (step := _step(dataset))]
    counts = Counter(_respect(step) for step in steps)
    return sorted((step for step in steps if counts[_respect(step)] > 1), key=_quality)


def _step(dataset: Dataset) -> dict[str, Any] | None:
    if not dataset.of or dataset.clustered or not (dataset.rescan or "strength" in dataset.ageing):
        return None
    rescan = dataset.rescan or {}
    return {
        "dataset": dataset.name,
        "of": dataset.of,
        "dpi": rescan.get("dpi"),
        "strength": None if rescan else dataset.ageing["strength"],
        "binarised": rescan.get("binarise", False),
    }


def _respect(step: Mapping[str, Any]) -> tuple[str, bool]:
    return step["of"], step["dpi"] is None


def _quality(step: Mapping[str, Any]) -> tuple[Any, ...]:
    return *_respect(step), -(step["dpi"] or 0), step["strength"] or 0, step["binarised"], step["dataset"]
