"""An index that stays: what a dataset saves as one, and what it takes from one that it names."""

from typing import Any

from clippings.plan.carrying import Carrying
from clippings.plan.datasets import Dataset
from clippings.plan.model_files import declared_blocks
from clippings.plan.run import Files, Named, Wildcards
from clippings.rows import CARRIED
from clippings.saved_index import LIST, part_files


def index_of(name: str) -> str:
    """Return the folder to which a dataset is saved as an index."""
    return f"results/{name}/index"


class Indexing(Carrying):
    """Input and param functions of the rule that saves an index, and of those that use one."""

    def saves(self, dataset: Dataset) -> bool:
        """Say whether a dataset can be saved as an index: one to link, with a model to pack or to pass on."""
        return dataset.task == "link" and (bool(dataset.model) or self.packs(dataset))

    def saved_indices(self) -> Files:
        """List the indices of the datasets of the run."""
        return [index_of(name) for name in self.names(self.saves)]

    def index_folder(self, wildcards: Wildcards) -> Files:
        """Return the folder of the index that a dataset names, if it does."""
        index = self.datasets[wildcards.dataset].index
        return [index] if index else []

    def index_files(self, wildcards: Wildcards) -> Files:
        """List the files of the index that a dataset names."""
        dataset = self.datasets[wildcards.dataset]
        if not dataset.index or not dataset.indexed:
            return []
        return [f"{dataset.index}/{LIST}", *part_files(dataset.index, dataset.indexed)]

    def saved_model(self, wildcards: Wildcards) -> str:
        """Return the model of an index: that which the dataset carries, or its own, packed."""
        dataset = self.datasets[wildcards.dataset]
        return dataset.model or f"results/{dataset.name}/model/{dataset.name}.clippings"

    def saved_vectors(self, wildcards: Wildcards) -> Files:
        """List the vectors of the dataset's own records by the encoder of this model, if it has one."""
        dataset = self.datasets[wildcards.dataset]
        if not self._saved_kind(dataset):
            return []
        seed = self.config["seeds"][0] if dataset.model else self._packed_row(dataset).seed or 0
        return self.own_vectors(Named(dataset.name, dataset.encoder, seed))

    def saved_params(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return what an index says of its dataset, and which of its vectors it takes."""
        dataset = self.datasets[wildcards.dataset]
        base_blocks = dataset.indexed.blocks if dataset.indexed else {}
        return {
            "dataset": dataset.name,
            "texts": list(dataset.texts),
            "fields": dataset.fields,
            "blocks": declared_blocks(dataset.declared) or base_blocks,
            "base": dataset.index,
            "kind": self._saved_kind(dataset),
            "fold": 0 if dataset.model else self._packed_fold(dataset),
        }

    def _saved_kind(self, dataset: Dataset) -> str | None:
        if dataset.model:
            return CARRIED if dataset.models else None
        return self._kind(dataset)
