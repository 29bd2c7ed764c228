"""What is refused of names: those that no rule can run or keep apart, and indices that would be lost."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from clippings.plan.datasets import Dataset
from clippings.plan.indexing import index_of
from clippings.plan.layout import label_files
from clippings.plan.rows import HASHES

# Folders directly below results/ that hold what is of no dataset.
TAKEN = ("bench", "benchmarks", "figures", "logs", "sweep", "vectors")
# As the rules constrain their wildcards.
DATASET_NAME, ENCODER_NAME = re.compile("[A-Za-z0-9_]+"), re.compile(f"(?!{HASHES}$)[a-z0-9_]+")


def check_names(dataset: Dataset) -> None:
    """Refuse names that rules cannot run or keep apart, and tables with braces in theirs.

    As inputs of rules Snakemake takes braces for wildcards.
    """
    if dataset.name in TAKEN or not DATASET_NAME.fullmatch(dataset.name):
        raise ValueError(
            f"{dataset.where}: a dataset called {dataset.name!r}, expected a name of A–Z, a–z, 0–9 and _,"
            f" other than those of folders of results/: {', '.join(TAKEN)}"
        )
    if not ENCODER_NAME.fullmatch(dataset.encoder):
        raise ValueError(
            f"{dataset.where}: an encoder called {dataset.encoder!r}, expected a name of a–z, 0–9 and _,"
            f" other than {HASHES!r}"
        )
    listed = (dataset.truth, dataset.annotations, dataset.pairs, dataset.labels, dataset.photographs)
    for group in (dataset.files, *listed, label_files(dataset)):
        for file in group if isinstance(group, list) else ():
            if "{" in file:
                raise ValueError(
                    f"{dataset.where}: {file}: found braces, expected a table named without them"
                )


def check_indices(datasets: Mapping[str, Dataset]) -> None:
    """Refuse a dataset that reads from the index to which it is saved, be it by way of others.

    Snakemake deletes that folder before it is written anew.
    """
    saved = {os.path.realpath(index_of(name)): name for name in datasets}
    for dataset in datasets.values():
        ways = [dataset.name]
        if dataset.model and Path(os.path.realpath(dataset.model)).is_relative_to(
            os.path.realpath(index_of(dataset.name))
        ):
            raise ValueError(
                f"{dataset.where}: {'index' if dataset.index else 'model'}: found"
                f" {dataset.index or dataset.model}, where {dataset.name} itself is saved; expected that of"
                " another dataset"
            )
        while (index := datasets[ways[-1]].index) and (other := saved.get(os.path.realpath(index))):
            if other in ways:
                raise ValueError(
                    f"{dataset.where}: index: found {dataset.index}, which goes on from itself by way of"
                    f" {' and '.join(ways[1:])}; expected one that none of them is saved to"
                )
            ways.append(other)
