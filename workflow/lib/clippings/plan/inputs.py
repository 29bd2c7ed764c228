"""What enters a run, and where it lies on its way to the records: shards, crops, readings, truth."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from clippings.plan.datasets import Dataset, Item
from clippings.plan.pages import images_table, is_manifest
from clippings.plan.run import Files, Named, Run, Wildcards
from clippings.plan.shards import Shard

# Drawn names in new forms are set in horizontal lines, as in the publication that it is like.
SPELLING = {"horizontal": "new", "vertical": "old"}


class Inputs(Run):
    """Input and param functions of the stages fetch, synthesis, layout, ocr and records."""

    def manifest_tables(self) -> Files:
        """List the tables of the images that IIIF manifests of the run name."""
        named = (
            images_table(dataset, source)
            for dataset in self.datasets.values()
            for source, entries in dataset.pages.items()
            if any(map(is_manifest, entries))
        )
        return list(dict.fromkeys(named))

    def source_manifests(self, wildcards: Wildcards) -> list[str]:
        """Return the addresses of the manifests of a source."""
        return list(filter(is_manifest, self.datasets[wildcards.dataset].pages[wildcards.source]))

    def fonts(self, drawn: str) -> Files:
        """List the fonts of `pages` or `names` that a fetch rule brings; others come with the system."""
        paths = [str(font["path"]) for font in self.config["synthesis"]["fonts"][drawn]]
        return [path for path in paths if path.startswith("resources/")]

    def shard(self, wildcards: Wildcards) -> Shard:
        """Return the shard that the wildcards name."""
        return self.shards_of[wildcards.dataset][wildcards.shard]

    def shard_rows(self, wildcards: Wildcards) -> list[Item]:
        """Return the pages, image files or photographs of a shard."""
        return self.shard(wildcards).rows

    def shard_source(self, wildcards: Wildcards) -> str:
        """Return the source of a shard."""
        return self.shard(wildcards).source

    def shard_orientation(self, wildcards: Wildcards) -> str:
        """Return the direction of the lines in a shard."""
        sources = self.datasets[wildcards.dataset].sources
        return str(sources[self.shard_source(wildcards)]["orientation"])

    def shard_spelling(self, wildcards: Wildcards) -> str:
        """Return how the drawn names of a shard are spelt."""
        source = self.datasets[wildcards.dataset].sources[self.shard_source(wildcards)]
        return str(source.get("spelling", SPELLING[source["orientation"]]))

    def sides(self, wildcards: Wildcards) -> dict[str, dict[str, Any]]:
        """Return direction and sides of each source, and whether its transcription is what was printed."""
        return {
            name: {
                "orientation": own["orientation"],
                "sides": own["sides"],
                "corrected": own.get("layout", {}).get("corrected", False),
            }
            for name, own in self.datasets[wildcards.dataset].sources.items()
        }

    def shard_numbers(self, wildcards: Wildcards) -> list[int]:
        """Return the first number of the drawn names of a shard, and the one after its last."""
        rows = self.shard_rows(wildcards)
        return [rows[0]["number"], rows[-1]["number"] + 1]

    def shard_files(self, wildcards: Wildcards) -> Files:
        """List the image files of a shard; missing scans, which `on_bad_page: skip` permits, are left out."""
        files = self.shard(wildcards).files
        drawn = self.datasets[wildcards.dataset].files == "drawn"
        return watched(file for file in files if drawn or Path(file).is_file())

    def only_source(self, wildcards: Wildcards) -> str:
        """Return the source of a dataset that has one."""
        return next(iter(self.datasets[wildcards.dataset].sources))

    def photograph_files(self, wildcards: Wildcards) -> Files:
        """List the image files, or archives of some, that a shard of photographs reads."""
        return watched(self.shard(wildcards).files)

    def each_shard(self, pattern: str) -> Callable[[Wildcards], Files]:
        """Return an input function: `pattern` for every shard of the dataset."""
        return lambda wildcards: [
            pattern.format(dataset=wildcards.dataset, shard=shard)
            for shard in self.shards_of[wildcards.dataset]
        ]

    def first_shards(self, dataset: str) -> list[Shard]:
        """List the first shard of each source of a dataset."""
        firsts = {shard.source: shard for shard in reversed(list(self.shards_of[dataset].values()))}
        return list(reversed(firsts.values()))

    def first_pages(self, wildcards: Wildcards) -> list[Item]:
        """List the pages of the first shard of each source."""
        return [row for shard in self.first_shards(wildcards.dataset) for row in shard.rows]

    def first_files(self, wildcards: Wildcards) -> Files:
        """List the image files of these pages."""
        drawn = self.datasets[wildcards.dataset].files == "drawn"
        files = {file for shard in self.first_shards(wildcards.dataset) for file in shard.files}
        return watched(sorted(file for file in files if drawn or Path(file).is_file()))

    def first_boxes(self, wildcards: Wildcards) -> Files:
        """List the boxes of these pages."""
        dataset = wildcards.dataset
        return [
            f"results/{dataset}/layout/boxes/{shard.name}.parquet" for shard in self.first_shards(dataset)
        ]

    def crop(self, wildcards: Wildcards) -> str:
        """Return where the crops of a shard lie: cut out, drawn, reprinted, imported, or scanned again."""
        dataset = self.datasets[wildcards.dataset]
        if dataset.rescan:
            return f"results/{dataset.name}/synthesis/rescans/{wildcards.shard}.parquet"
        drawn = {"drawn": "synthesis/crops", "reprinted": "synthesis/reprints"}.get(str(dataset.files))
        folder = "layout/crops" if dataset.has_pages else drawn or "records/crops"
        return f"results/{dataset.name}/{folder}/{wildcards.shard}.parquet"

    def crop_before_rescan(self, wildcards: Wildcards) -> str:
        """Return where the crops of a shard lie that is scanned again, as they were before."""
        return self.crop(Named(self.datasets[wildcards.dataset].origin, shard=wildcards.shard))

    def rescan_settings(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return how crops are scanned again; the resolution as `scale`, their share of the size they had."""
        dataset = self.datasets[wildcards.dataset]
        settings = dict(dataset.rescan or {})
        return {"scale": settings.pop("dpi") / (dataset.dpi or 1), **settings}

    def ageing(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return how old drawn pages look: as the config says, but for what their dataset says itself."""
        return {**self.config["synthesis"]["ageing"], **self.datasets[wildcards.dataset].ageing}

    def crops(self, wildcards: Wildcards) -> Files:
        """List the crops of a dataset, shard by shard."""
        return self._of_shards(self.crop, wildcards.dataset)

    def _of_shards(self, path: Callable[[Any], str], dataset: str) -> Files:
        return [path(Named(dataset, shard=shard)) for shard in self.shards_of[dataset]]

    def places(self, wildcards: Wildcards) -> Files:
        """List the crops that become records; none where tables of a user's own, or published, name them."""
        dataset = self.datasets[wildcards.dataset]
        return [] if dataset.tables or dataset.published_items else self.crops(wildcards)

    def published(self, wildcards: Wildcards) -> Files:
        """Return the published table of firms and candidates, for a dataset that consists of it."""
        used = self.datasets[wildcards.dataset].published_items
        return ["resources/firm_records/jp_pr_tkv2.csv"] if used else []

    def readings(self, ocr: str) -> Callable[[Wildcards], Files]:
        """Return an input function: the readings that serve as one OCR; none where tables hold the texts."""

        def files(wildcards: Wildcards) -> Files:
            engine = self.datasets[wildcards.dataset].ocr.get(ocr)
            return (
                self.each_shard(f"results/{{dataset}}/ocr/{engine}/{{shard}}.parquet")(wildcards)
                if engine
                else []
            )

        return files

    def mentions(self, wildcards: Wildcards) -> Files:
        """List the truth tables of a dataset: none, a user's own, or what synthesis printed."""
        dataset = self.datasets[wildcards.dataset]
        if dataset.truth != "drawn":
            return dataset.truth if isinstance(dataset.truth, list) else []
        if dataset.has_pages:
            return [f"results/{dataset.origin}/synthesis/mentions.parquet"]
        folder = "captions" if dataset.files == "reprinted" else "mentions"
        return self.each_shard(f"results/{dataset.origin}/synthesis/{folder}/{{shard}}.parquet")(wildcards)

    def annotations(self, wildcards: Wildcards) -> Files:
        """List the tables that say where the truth stands on pages."""
        dataset = self.datasets[wildcards.dataset]
        if not dataset.has_pages or dataset.truth != "drawn":
            return dataset.annotations
        return self.each_shard(f"results/{dataset.origin}/synthesis/annotations/{{shard}}.parquet")(wildcards)

    def has_annotations(self, dataset: Dataset) -> bool:
        """Say whether the truth tells where names stand on pages, so that layout can be scored."""
        if not dataset.has_pages:
            return False
        by_line = isinstance(dataset.truth, list) and self.has_transcriptions(dataset)
        return dataset.truth == "drawn" or bool(dataset.annotations) or by_line

    def has_transcriptions(self, dataset: Dataset) -> bool:
        """Say whether a page of a dataset has a transcription."""
        shards = self.shards_of[dataset.name].values()
        return any(row.get("transcription") for shard in shards for row in shard.rows)

    def engine_settings(self, wildcards: Wildcards) -> Mapping[str, Any]:
        """Return the settings of an engine; the language of a source replaces that of the config."""
        settings: Mapping[str, Any] = self.config["ocr"][wildcards.engine]
        source = self.datasets[wildcards.dataset].sources[self.shard_source(wildcards)]
        if "language" in source and "language" in settings:
            return {**settings, "language": source["language"]}
        return settings

    def engine_model(self, wildcards: Wildcards) -> Files:
        """Return the model file of an engine, if it has one."""
        model = self.engine_settings(wildcards).get("model")
        return [model] if model else []


def watched(files: Iterable[str]) -> Files:
    """Leave out files with braces in their names, which Snakemake takes for wildcards.

    They are read all the same, by the rows of their shard; only that they have changed goes unseen.
    """
    return [file for file in files if "{" not in file]
