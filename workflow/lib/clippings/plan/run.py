"""The values of a run: config, datasets, encoders and shards, read and checked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clippings.plan.config import Config
from clippings.plan.datasets import Dataset
from clippings.plan.resources import Package
from clippings.plan.shards import Shard

Wildcards = Any  # Anything with the wildcards of a rule as attributes.
Files = list[str]


@dataclass(frozen=True)
class Run:
    """What a run consists of: the datasets of the config, those that they train with, and all shards.

    `unfetched` maps each dataset for which only `snakemake fetch` can be planned to a line that says why.
    """

    config: Config
    datasets: Mapping[str, Dataset]
    encoders: Mapping[str, Mapping[str, Any]]
    shards_of: Mapping[str, Mapping[str, Shard]]
    packages: Mapping[str, Package]
    unfetched: Mapping[str, str] = field(default_factory=dict)

    @property
    def run(self) -> list[Dataset]:
        """List the datasets of the run itself, in order."""
        return [self.datasets[name] for name in self.config["datasets"]]

    def names(self, *conditions: Callable[[Dataset], bool]) -> list[str]:
        """Name the datasets of the run that meet all conditions."""
        return [dataset.name for dataset in self.run if all(meets(dataset) for meets in conditions)]

    def either(self, *conditions: Callable[[Dataset], bool]) -> str:
        """Return a constraint of wildcards: the names of the datasets that meet all conditions."""
        return self.any_of(self.names(*conditions))

    @staticmethod
    def any_of(names: Iterable[str]) -> str:
        """Return a constraint of wildcards: any of `names`; without any, what matches nothing."""
        return "|".join(sorted(set(names))) or "(?!)"

    def declared(self, key: str) -> Callable[[Wildcards], Any]:
        """Return a function of the wildcards: the value `key` of their dataset."""
        return lambda wildcards: getattr(self.datasets[wildcards.dataset], key)

    def has_images(self, name: str) -> bool:
        """Say whether a dataset has pictures at all, or will once they are fetched."""
        return bool(self.shards_of[name]) or name in self.unfetched


@dataclass(frozen=True)
class Named:
    """Wildcards made by hand."""

    dataset: str
    encoder: str = ""
    seed: int = 0
    shard: str = ""
