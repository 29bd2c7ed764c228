"""How the lines of a source are found, and what teaches their roles: labels, tags, or geometry alone."""

from typing import Any

from clippings.line_labels import read_line_labels
from clippings.plan.config import own
from clippings.plan.datasets import Dataset
from clippings.plan.inputs import Inputs, watched
from clippings.plan.run import Files, Named, Wildcards
from clippings.plan.shards import Shard

TRANSCRIPTION, LINES, WHOLE_LINES = "transcription", "lines", "whole_lines"


class Layouts(Inputs):
    """Input and param functions of the stage layout that depend on what each source declares."""

    def detector(self, wildcards: Wildcards) -> str:
        """Name the detector of a shard; where roles are learned, that of lines leaves them whole."""
        layout = self._layout(wildcards)
        if layout.get("lines") == TRANSCRIPTION:
            return TRANSCRIPTION
        chosen = str(self.config["layout"]["detector"])
        return WHOLE_LINES if chosen == LINES and "labels" in layout.get("roles", {}) else chosen

    def detector_settings(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return the settings of the detector of a shard, the paths in them filled in."""
        name = self.detector(wildcards)
        if name == TRANSCRIPTION:
            return {"tags": self._layout(wildcards).get("roles", {}).get("tags", {})}
        settings = self.config["layout"][LINES if name == WHOLE_LINES else name]
        return {key: _filled(value, wildcards) for key, value in settings.items()}

    def detector_files(self, wildcards: Wildcards) -> Files:
        """List the files that the detector of a shard reads besides the pages."""
        settings = self.detector_settings(wildcards)
        named = [settings.get(key) for key in ("model", "weights", "config")]
        return watched(file for file in [*named, *settings.get("annotations", [])] if file)

    def detection(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return what its source says of the pages of a shard, and whether to measure the ink of lines."""
        source = self.datasets[wildcards.dataset].sources[self.shard_source(wildcards)]
        learned = "labels" in source.get("layout", {}).get("roles", {})
        return {"orientation": source["orientation"], "roles": list(source["sides"]), "ink": learned}

    def names_expected(self, wildcards: Wildcards) -> bool:
        """Say whether a page without names is a bad one: where roles are learned or given, some have none."""
        return "roles" not in self._layout(wildcards)

    def line_labels(self, wildcards: Wildcards) -> Files:
        """List the files of line labels of a dataset."""
        return label_files(self.datasets[wildcards.dataset])

    def taught_lines(self, wildcards: Wildcards) -> Files:
        """List the lines of the shards with labelled pages."""
        dataset = wildcards.dataset
        return [f"results/{dataset}/layout/lines/{s.name}.parquet" for s in self._taught_shards(dataset)]

    def _taught_shards(self, dataset: str) -> list[Shard]:
        pages = set(read_line_labels(label_files(self.datasets[dataset]))["page"])
        shards = self.shards_of[dataset].values()
        return [shard for shard in shards if pages & {row.get("page") for row in shard.rows}]

    def learned_lines(self, wildcards: Wildcards) -> Files:
        """List the lines of all shards whose roles are learned."""
        dataset, learned = wildcards.dataset, learned_sources(self.datasets[wildcards.dataset])
        shards = self.shards_of[dataset].values()
        return [f"results/{dataset}/layout/lines/{s.name}.parquet" for s in shards if s.source in learned]

    def unlabelled(self) -> list[str]:
        """Say, a line for each dataset, in which sources roles have no labelled line to be learned from."""
        lines = []
        for name, shards in self.shards_of.items():
            dataset = self.datasets[name]
            taught = {shard.source for shard in self._taught_shards(name)}
            sources = [source for source in learned_sources(dataset) if source not in taught]
            if shards and sources:
                lines.append(
                    f"{dataset.where}: no line of {', '.join(sources)} is labelled yet: run"
                    " `snakemake --cores 2 label_pages` with this config, open"
                    f" results/{name}/layout/label.html, and name the file that it downloads under"
                    f" sources/{sources[0]}/layout/roles/labels"
                )
        return lines

    def label_pages(self) -> Files:
        """List the pages on which people label the lines of the datasets whose roles are learned."""
        names = self.names(lambda dataset: bool(learned_sources(dataset)) and not dataset.rescan)
        return [f"results/{name}/layout/label.html" for name in names]

    def labelled(self, wildcards: Wildcards) -> Files:
        """Return the labelled lines from which the roles of a shard are learned, if its source learns any.

        Which source of the dataset names the file does not matter.
        """
        return self.all_labelled(wildcards) if "labels" in self._layout(wildcards).get("roles", {}) else []

    def all_labelled(self, wildcards: Wildcards) -> Files:
        """Return the labelled lines of a dataset, if it has any."""
        labels = label_files(self.datasets[wildcards.dataset])
        return [f"results/{wildcards.dataset}/layout/labelled.parquet"] if labels else []

    def all_pages(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """List the pages of a dataset; photographs and names have none."""
        shards = self.shards_of[wildcards.dataset].values() if self._paged(wildcards) else ()
        return [row for shard in shards for row in shard.rows]

    def all_files(self, wildcards: Wildcards) -> Files:
        """List the image files of the pages of a dataset."""
        dataset = wildcards.dataset
        shards = self.shards_of[dataset] if self._paged(wildcards) else ()
        named = [Named(dataset, shard=shard) for shard in shards]
        return list(dict.fromkeys(file for shard in named for file in self.shard_files(shard)))

    def _paged(self, wildcards: Wildcards) -> bool:
        return self.datasets[wildcards.dataset].has_pages

    def _layout(self, wildcards: Wildcards) -> dict[str, Any]:
        source = self.datasets[wildcards.dataset].sources[self.shard_source(wildcards)]
        layout: dict[str, Any] = source.get("layout", {})
        return layout


def learned_sources(dataset: Dataset) -> list[str]:
    """Name the sources whose roles are learned from labels, given or still to be made."""
    layouts = {name: source.get("layout", {}) for name, source in dataset.sources.items()}
    return [name for name, layout in layouts.items() if "labels" in layout.get("roles", {})]


def label_files(dataset: Dataset) -> Files:
    """List the files of line labels that the sources of a dataset name, each once."""
    named = [dataset.sources[source]["layout"]["roles"]["labels"] for source in learned_sources(dataset)]
    return list(dict.fromkeys(own(file) for files in named for file in files))


def _filled(value: Any, wildcards: Wildcards) -> Any:
    """Fill in the dataset and shard at hand; other braces are part of a name."""
    if isinstance(value, list):
        return [_filled(item, wildcards) for item in value]
    if not isinstance(value, str):
        return value
    return value.replace("{dataset}", wildcards.dataset).replace("{shard}", wildcards.shard)
