"""The rows of the results table: what is searched, judged, exported, reviewed and drawn of each dataset."""

from collections.abc import Callable, Iterable
from typing import Any

from clippings.plan.datasets import Dataset
from clippings.plan.encoders import Encoders
from clippings.plan.rows import ALL_EVIDENCE, EVIDENCE, HASHES, Row, exported_rows, list_rows
from clippings.plan.run import Files, Named, Wildcards

# Links in the forms of other programs.
EXPORTS = ("links.xlsx", "splink.csv", "openrefine.csv", "label_studio.json", "label_studio.xml")


class Results(Encoders):
    """Input and param functions of the stages linkage, evaluation, figures and review."""

    def rows(self, dataset: Dataset) -> list[Row]:
        """List the rows of the results table that a dataset gives."""
        return list_rows(dataset, seeds=self.config["seeds"], images=self.has_images(dataset.name))

    def exported(self, dataset: Dataset) -> list[Row]:
        """List the rows whose links are written out."""
        return exported_rows(dataset, self.rows(dataset))

    def judged(self, dataset: Dataset) -> list[Row]:
        """List all rows where there is truth to judge them by or all are weighed, else the exported ones."""
        exported = self.exported(dataset)
        weighed = any(row.encoder == EVIDENCE for row in exported)
        return self.rows(dataset) if dataset.has_truth or weighed else exported

    def judged_params(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """Return the judged rows of a dataset as scripts take them."""
        return [row.as_param() for row in self.judged(self.datasets[wildcards.dataset])]

    def exported_params(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """Return the exported rows of a dataset as scripts take them."""
        return [row.as_param() for row in self.exported(self.datasets[wildcards.dataset])]

    def exported_names(self, wildcards: Wildcards) -> list[str]:
        """Return the exported rows of a dataset as method/ocr."""
        return [row.name for row in self.exported(self.datasets[wildcards.dataset])]

    def searched_params(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """Return the judged rows that one encoder and seed give."""
        return [
            row.as_param() for row in self._searched(wildcards.dataset, wildcards.encoder, wildcards.seed)
        ]

    def _searched(self, dataset: str, encoder: str, seed: int | str) -> list[Row]:
        rows = self.judged(self.datasets[dataset])
        return [row for row in rows if row.encoder == encoder and str(row.seed or 0) == str(seed)]

    def string_measures(self, wildcards: Wildcards) -> list[str]:
        """List the string measures of a dataset that are judged, in order."""
        rows = self.judged(self.datasets[wildcards.dataset])
        return list(dict.fromkeys(row.method for row in rows if row.encoder is None))

    def neighbours(self, wildcards: Wildcards) -> Files:
        """List the neighbours of the judged rows of a dataset: of strings, of hashes, of each seed."""
        rows = self.judged(self.datasets[wildcards.dataset])
        return [file for folder in self._folders(rows, wildcards) for file in self._neighbours(folder)]

    def choices(self, wildcards: Wildcards) -> Files:
        """List what was chosen before these were searched."""
        return self._choices(self.judged(self.datasets[wildcards.dataset]), wildcards)

    def chosen(self, wildcards: Wildcards) -> Files:
        """Return what the first portion chose for the searches of another; nothing where no row is tuned."""
        rows = self.judged(self.datasets[wildcards.dataset])
        encoder, seed = getattr(wildcards, "encoder", None), str(getattr(wildcards, "seed", 0))
        own = [row for row in rows if row.encoder == encoder and str(row.seed or 0) == seed]
        tuned = int(wildcards.portion) > 1 and any(row.tuned for row in own)
        return self._choices(own, wildcards) if tuned else []

    def _choices(self, rows: Iterable[Row], wildcards: Wildcards) -> Files:
        first = self.query_portions(wildcards.dataset)[0]
        names = {True: "choices.csv", False: f"choices/{first}.csv"}
        return [f"{folder}/{names[_weighed(folder)]}" for folder in self._folders(rows, wildcards)]

    def query_portions(self, dataset: str) -> list[str]:
        """List the portions in which the queries of a dataset are searched and compared."""
        count = self.datasets[dataset].portions
        return [f"{number}-of-{count}" for number in range(1, count + 1)]

    def _folders(self, rows: Iterable[Row], wildcards: Wildcards) -> Files:
        folders = dict.fromkeys(folder_of(row) for row in rows)
        return [f"results/{wildcards.dataset}/linkage/{folder}" for folder in folders]

    def _neighbours(self, folder: str) -> Files:
        """List the neighbours below a folder, portion by portion; of all evidence one job writes them all."""
        if _weighed(folder):
            return [f"{folder}/neighbours"]
        return [
            f"{folder}/neighbours/{portion}.parquet" for portion in self.query_portions(folder.split("/")[1])
        ]

    def weighed_params(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """Return the rows of all evidence of one seed."""
        return [row.as_param() for row in self._searched(wildcards.dataset, EVIDENCE, wildcards.seed)]

    def weights(self, wildcards: Wildcards) -> Files:
        """List what the rows of all evidence of a dataset learned of each comparison, a file a seed."""
        rows = [row for row in self.judged(self.datasets[wildcards.dataset]) if row.encoder == EVIDENCE]
        return [f"{folder}/weights.csv" for folder in self._folders(rows, wildcards)]

    def united_params(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """Return the rows whose best targets are their candidates: all others of the seed, or of none."""
        return [row.as_param() for row in self._united(wildcards)]

    def united_neighbours(self, wildcards: Wildcards) -> Files:
        """List the neighbours of these rows in one portion."""
        portion = f"{wildcards.portion}-of-{wildcards.portions}"
        folders = self._folders(self._united(wildcards), wildcards)
        return [f"{folder}/neighbours/{portion}.parquet" for folder in folders]

    def compared_pairs(self, wildcards: Wildcards) -> Files:
        """List the compared pairs of one seed, portion by portion."""
        folder = f"results/{wildcards.dataset}/linkage/{EVIDENCE}/s{wildcards.seed}"
        return [f"{folder}/pairs/{portion}.parquet" for portion in self.query_portions(wildcards.dataset)]

    def compared_by(self, wildcards: Wildcards) -> str:
        """Return what these pairs are compared by: in each portion the same."""
        folder = f"results/{wildcards.dataset}/linkage/{EVIDENCE}/s{wildcards.seed}"
        return f"{folder}/comparisons/{self.query_portions(wildcards.dataset)[0]}.csv"

    def united_models(self, wildcards: Wildcards) -> list[str]:
        """List the models whose vectors are compared, that of hashes included."""
        return list(dict.fromkeys(row.model for row in self._united(wildcards) if row.model))

    def encoder_vectors(self, wildcards: Wildcards) -> Files:
        """List the vectors of a dataset by its encoder and one seed."""
        encoders = {row.encoder for row in self._united(wildcards)} - {None, HASHES}
        named = (Named(wildcards.dataset, str(encoder), wildcards.seed) for encoder in encoders)
        return [file for each in named for file in self.vectors(each)]

    def hash_vectors(self, wildcards: Wildcards) -> Files:
        """List the perceptual hashes of a dataset that has such rows."""
        hashed = any(row.encoder == HASHES for row in self._united(wildcards))
        return self.vectors(Named(wildcards.dataset, HASHES, 0)) if hashed else []

    def learning_rows(self, dataset: Dataset) -> list[Row]:
        """List both ends of the learning curve of a dataset: rows of all evidence, without labels and with.

        Of the first seed, and of several OCRs those that weigh them together. None where no curve is traced.
        """
        rows = [row for row in self.judged(dataset) if row.encoder == EVIDENCE and dataset.has_truth]
        ends = [row for row in rows if (row.seed, row.ocr) == (rows[0].seed, rows[-1].ocr)]
        traced = self.config["linkage"]["learning"]["labels"] and dataset.task == "link"
        return ends if traced and len(ends) == len(ALL_EVIDENCE) else []

    def learning_params(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """Return both ends of the learning curve of a dataset as scripts take them."""
        return [row.as_param() for row in self.learning_rows(self.datasets[wildcards.dataset])]

    def learning_file(self, name: str) -> Callable[[Wildcards], str]:
        """Return an input function: a file of the evidence of the seed whose learning curve is traced."""

        def file(wildcards: Wildcards) -> str:
            row = self.learning_rows(self.datasets[wildcards.dataset])[0]
            return f"results/{wildcards.dataset}/linkage/{folder_of(row)}/{name}"

        return file

    def learning_pairs(self, wildcards: Wildcards) -> Files:
        """List the compared pairs of the seed whose learning curve is traced."""
        row = self.learning_rows(self.datasets[wildcards.dataset])[0]
        return self.compared_pairs(Named(wildcards.dataset, EVIDENCE, row.seed or 0))

    def _united(self, wildcards: Wildcards) -> list[Row]:
        rows = self.judged(self.datasets[wildcards.dataset])
        own = (None, int(wildcards.seed))
        return [row for row in rows if row.encoder != EVIDENCE and row.seed in own]

    def compared_vectors(self, wildcards: Wildcards) -> Files:
        """List the vectors behind the first exported row that has some."""
        rows = [row for row in self.exported(self.datasets[wildcards.dataset]) if row.model]
        if not rows:
            return []
        return self.vectors(Named(wildcards.dataset, str(rows[0].encoder), rows[0].seed or 0))

    def kept_neighbours(self, wildcards: Wildcards) -> int:
        """Return how many neighbours a search keeps: candidates of links, or edges of a graph."""
        settings = self.config["linkage"]
        clustered = self.datasets[wildcards.dataset].clustered
        return int(settings["cluster"]["neighbours"] if clustered else settings["candidates"])

    def review_method(self, wildcards: Wildcards) -> str:
        """Return the row whose links are reviewed, an exported one: that of the config, or the first."""
        exported = self.exported_names(wildcards)
        method = str(self.config["review"].get("method", exported[0]))
        if method not in exported:
            expected = f"expected one that {wildcards.dataset} exports: {', '.join(exported)}"
            raise ValueError(f"config: review/method: found {method!r}, {expected}")
        return method

    def exports(self) -> Files:
        """List the links of each dataset in the forms that other programs read."""
        return [f"results/{name}/export/{file}" for name in self.names() for file in EXPORTS]

    def explains(self, dataset: Dataset) -> bool:
        """Say whether reviewed links are those of a row of all evidence, which can be explained."""
        return not dataset.rescan and self._explained(dataset) is not None

    def explained(self, *names: str) -> Callable[[Wildcards], Files]:
        """Return a function of the wildcards: files beside the neighbours of a row that is explained."""

        def files(wildcards: Wildcards) -> Files:
            row = self._explained(self.datasets[wildcards.dataset])
            folder = f"results/{wildcards.dataset}/linkage/{folder_of(row)}" if row else ""
            return [f"{folder}/{name}" for name in names if folder]

        return files

    def _explained(self, dataset: Dataset) -> Row | None:
        """Return the reviewed row if it is one of all evidence."""
        exported = self.exported(dataset)
        name = self.config["review"].get("method", exported[0].name)
        return next((row for row in exported if row.name == name and row.encoder == EVIDENCE), None)

    def network_methods(self, wildcards: Wildcards) -> dict[str, str]:
        """Return the rows whose links make g1 and g2; each must be exported."""
        methods = {graph: self.config["figures"]["networks"][graph] for graph in ("g1", "g2")}
        exported = self.exported_names(wildcards)
        strange = [method for method in methods.values() if method not in exported]
        if strange:
            expected = f"expected rows that {wildcards.dataset} exports: {', '.join(exported)}"
            raise ValueError(f"config: figures/networks: found {strange[0]!r}, {expected}")
        return methods


def _weighed(folder: str) -> bool:
    """Say whether a folder holds the searches of all evidence."""
    return f"/{EVIDENCE}/" in folder


def folder_of(row: Row) -> str:
    """Return where the search of a row lies below linkage/."""
    return "strings" if row.encoder is None else f"{row.encoder}/s{row.seed or 0}"
