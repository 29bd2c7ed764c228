"""The plan of a run, with what its last step reads: the files of each dataset, and where they come from."""

from functools import cached_property
from pathlib import Path
from typing import Any

from clippings.plan.config import own
from clippings.plan.datasets import Dataset
from clippings.plan.indexing import Indexing
from clippings.plan.inputs import watched
from clippings.plan.layout import label_files, learned_sources
from clippings.plan.resources import SURNAMES, used_targets
from clippings.plan.run import Files, Named
from clippings.plan.variants import describe_variant, list_steps

SCORES = ("scores", "averages", "ceilings", "paired", "breakdown", "risk_coverage", "reliability")
PICTURES = ("paired", "risk_coverage", "reliability", "breakdown", "weights", "retrieval")
NETWORK_FILES = (
    "network.png",
    "network.svg",
    "network_g1.html",
    "network_g2.html",
    "network_g1.graphml",
    "network_g2.graphml",
    "network_nodes.csv",
    "network_edges.csv",
    "network_distances.csv",
)


class Plan(Indexing):
    """All that rules ask; nothing here runs anything or imports Snakemake."""

    def figures(self, dataset: Dataset) -> Files:
        """List the pictures of a dataset with truth."""
        if not dataset.has_truth:
            return []
        names = [*PICTURES, *(["contact_sheet"] if dataset.clustered else [])]
        names += ["learning"] if self.learning_rows(dataset) else []
        return [f"results/figures/{dataset.name}/{name}.{kind}" for name in names for kind in ("png", "svg")]

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """List the steps of a sweep: variants of one dataset, from good print to poor."""
        return list_steps(self.run)

    def step_files(self, name: str) -> Files:
        """List a table of scores of each step."""
        return [f"results/{step['dataset']}/scores/{name}.csv" for step in self.steps]

    def simulated(self) -> dict[str, str]:
        """Map each variant in the run to what is simulated about it."""
        said = {dataset.name: describe_variant(dataset, self.config) for dataset in self.run}
        return {name: text for name, text in said.items() if text}

    def networks(self, dataset: Dataset) -> Files:
        """List what is made of the supply chain of a dataset that declares one."""
        names = NETWORK_FILES if dataset.network else ()
        return [f"results/figures/{dataset.name}/{name}" for name in names]

    def table_files(self, *kinds: str) -> Files:
        """List the results tables and their plots, of the given kinds of file."""
        tables = {"table1": ("accuracy", False), "table2": ("ari", True)}
        shown = [
            f"results/figures/{table if kind in ('csv', 'md') else plot}.{kind}"
            for table, (plot, clustered) in tables.items()
            if any(d.has_truth and d.clustered == clustered for d in self.run)
            for kind in kinds
        ]
        return shown + [f"results/sweep/quality.{kind}" for kind in kinds if self.steps]

    def score_files(self, name: str, *, clustered: bool) -> Files:
        """List a table of scores of each dataset with truth, of those to cluster or of those to link."""
        return [
            f"results/{dataset.name}/scores/{name}.csv"
            for dataset in self.run
            if dataset.has_truth and dataset.clustered == clustered
        ]

    def summary_files(self) -> dict[str, dict[str, Any]]:
        """Map each dataset of the run to the files that the summary and the index page show of it."""
        return {dataset.name: self._shown(dataset) for dataset in self.run}

    def summary_inputs(self) -> Files:
        """List all of these files."""
        files: Files = []
        for shown in self.summary_files().values():
            for value in shown.values():
                files += value if isinstance(value, list) else [value]
        return list(dict.fromkeys(files))

    def _shown(self, dataset: Dataset) -> dict[str, Any]:
        results = f"results/{dataset.name}"
        shown: dict[str, Any] = {
            "records": f"{results}/records/records.parquet",
            "links": f"{results}/linkage/links.csv",
            "candidates": f"{results}/linkage/candidates.csv",
            "cards": self.cards(dataset),
            "decisions": self._decisions(dataset),
            "figures": self.figures(dataset),
            "networks": self.networks(dataset),
        }
        if dataset.blocked:
            shown["blocking"] = f"{results}/linkage/blocking.csv"
        if dataset.clustered:
            shown |= {
                "clusters": f"{results}/linkage/clusters.csv",
                "cuts": f"{results}/linkage/cuts.csv",
            }
        if dataset.has_truth:
            shown |= {name: f"{results}/scores/{name}.csv" for name in SCORES}
            shown["tables"] = f"results/figures/{dataset.name}/tables.html"
        if dataset.has_truth and dataset.clustered:
            shown["paired_clusters"] = f"{results}/scores/paired_clusters.csv"
            shown["contact_sheet"] = f"results/figures/{dataset.name}/contact_sheet.png"
        if self.learning_rows(dataset):
            shown["learning"] = f"{results}/scores/learning.csv"
        if dataset.has_truth and dataset.reads_crops:
            shown["ocr"] = f"{results}/scores/ocr.csv"
        if dataset.has_pages:
            shown["pages"] = f"results/{dataset.origin}/layout/page_status.tsv"
        if not dataset.rescan:
            shown |= self._shown_to_people(dataset, results)
        return {key: value for key, value in shown.items() if value}

    def _decisions(self, dataset: Dataset) -> Files:
        """List the tables of what was chosen and learned on the way to links."""
        weights, results = self.weights(Named(dataset.name)), f"results/{dataset.name}/linkage"
        trained = [card for card in self.cards(dataset) if card.startswith(f"results/{dataset.name}/")]
        beside = [("history", trained), ("comparisons", weights)]
        files = [str(Path(file).with_name(f"{name}.csv")) for name, files in beside for file in files]
        files += weights + self.choices(Named(dataset.name))
        return [*files, f"{results}/thresholds.csv", f"{results}/calibration.csv"]

    def _shown_to_people(self, dataset: Dataset, results: str) -> dict[str, Any]:
        """Map what shows pages and links for people to correct: of print as it is, not as it is simulated."""
        shown: dict[str, Any] = {
            "review": f"{results}/review/index.html",
            "sample": f"{results}/review/sample.csv",
            "labels": dataset.labels,
        }
        if self.explains(dataset):
            shown["explain"] = f"{results}/review/explain.html"
        if self.has_annotations(dataset):
            shown["layout"] = f"{results}/scores/layout.csv"
        if dataset.has_pages:
            shown["overlays"] = f"{results}/layout/overlays.png"
        if learned_sources(dataset):
            shown["suggestions"] = f"{results}/layout/page_suggestions.csv"
            shown["label_page"] = f"{results}/layout/label.html"
        if label_files(dataset):
            shown["roles"] = f"{results}/scores/role_scores.csv"
        if dataset.has_pages and dataset.files != "drawn":
            shown["export"] = [f"{results}/export/{form}.zip" for form in ("alto", "page", "iiif")]
        return shown

    def drawn_datasets(self) -> list[str]:
        """Name the datasets of the run whose pages are drawn, and look as the config says."""
        return self.names(lambda dataset: dataset.has_pages and dataset.files == "drawn" and not dataset.of)

    def resources(self) -> Files:
        """List the files below resources/ that the datasets of the run need."""
        named = [value for encoder in self.encoders.values() for value in encoder.values()]
        named += [
            entry for dataset in self.datasets.values() for own in dataset.pages.values() for entry in own
        ]
        parts = [Path(value).parts for value in named if isinstance(value, str)]
        used = {part[1] for part in parts if part[:1] == ("resources",)}
        if any(dataset.files == "reprinted" for dataset in self.datasets.values()):
            used.add("photographs")
        drawn = (self.datasets[name] for dataset in self.run for name in self.trained_with(dataset))
        if any(dataset.files == "drawn" and not dataset.has_pages for dataset in drawn):
            used.add(SURNAMES)
        return [f"resources/{target}" for target in used_targets(self.packages.values(), used)]

    def outside_files(self, dataset: Dataset) -> Files:
        """List the files from outside that a dataset uses: fetched, or listed in its file."""
        listed = (
            dataset.files,
            dataset.truth,
            dataset.annotations,
            dataset.pairs,
            dataset.labels,
            dataset.photographs,
            dataset.withdrawn,
        )
        files = [file for group in listed if isinstance(group, list) for file in group]
        if dataset.files != "drawn":
            shards = self.shards_of[dataset.name]
            files += sorted(
                {file for name in shards for file in self.shard_files(Named(dataset.name, shard=name))}
            )
        files += [file for name in self.trained_with(dataset) for file in self.datasets[name].written]
        pretrained = filter(None, [self.pretrained(dataset.encoder)])
        encoder = dataset.model or own(f"config/encoders/{dataset.encoder}.yaml")
        index = self.index_files(Named(dataset.name))[:1]
        return list(dict.fromkeys([*files, encoder, *index, *self.resources(), *pretrained]))

    def trained_with(self, dataset: Dataset) -> list[str]:
        """Name a dataset and those that the training of its encoder draws on."""
        names = [dataset.name]
        for name in names:
            declared = self.datasets[name]
            others = [declared.trained_on, *self.joined(name, dataset.encoder)] if dataset.models else []
            if others and not self.pretrained(dataset.encoder):
                others.append(declared.pretrained_on)
            names += [other for other in dict.fromkeys(others) if other not in names]
        return names

    def all_outside_files(self) -> Files:
        """List the files from outside that any dataset of the run uses."""
        files = (file for dataset in self.run for file in self.outside_files(dataset))
        return watched(dict.fromkeys(files))
