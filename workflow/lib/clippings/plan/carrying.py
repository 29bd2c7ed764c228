"""Models to carry: what the model of a dataset is packed from, and what a dataset takes that names one."""

from collections.abc import Callable
from typing import Any

from clippings.plan.datasets import Dataset
from clippings.plan.results import Results, folder_of
from clippings.plan.rows import EVIDENCE, Row
from clippings.plan.run import Files, Named, Wildcards

# Of the models of a dataset the one that is packed: what links best comes first.
KINDS = ("sup_multimodal", "sup_language", "sup_visual", "selfsup")


class Carrying(Results):
    """Input and param functions of the rule that packs a model, and of those that use one."""

    def packs(self, dataset: Dataset) -> bool:
        """Say whether a dataset has evidence to pack a model from; a carried one is not packed again."""
        return not dataset.model and bool(self._evidence(dataset))

    def carried(self, wildcards: Wildcards) -> Files:
        """Return the model file that a dataset names, if it does."""
        model = self.datasets[wildcards.dataset].model
        return [model] if model else []

    def normalisation(self, wildcards: Wildcards) -> dict[str, bool]:
        """Return which steps fold texts in normalised rows: those of the config, or of a carried model."""
        steps: dict[str, bool] = self.config["linkage"]["normalisation"]
        carried = self.datasets[wildcards.dataset].carried
        return {step: step in carried.model.normalisation for step in steps} if carried else steps

    def packed_origin(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return where the model of a dataset is learned, as the script takes it."""
        dataset = self.datasets[wildcards.dataset]
        row, ocr = self._packed_row(dataset), self._packed_ocr(dataset)
        weighed = self._weighed_row(dataset)
        return {
            "dataset": dataset.name,
            "method": "sup_all_evidence" if dataset.validates else row.method,
            "ocr": ocr,
            "kind": self._kind(dataset),
            "fold": self._packed_fold(dataset),
            "row": weighed.as_param() if weighed else None,
            "labelled": dataset.validates,
            "normalisation": [step for step, on in self.normalisation(wildcards).items() if on],
            "measures": self.string_measures(wildcards),
            "fields": dataset.fields,
            "languages": self._languages(dataset, ocr),
        }

    def packed_evidence(self, name: str) -> Callable[[Wildcards], str]:
        """Return an input function: a file of the evidence that the scorer of a model is fitted to."""

        def file(wildcards: Wildcards) -> str:
            row = self._packed_row(self.datasets[wildcards.dataset])
            return f"results/{wildcards.dataset}/linkage/{folder_of(row)}/{name}"

        return file

    def packed_pairs(self, wildcards: Wildcards) -> Files:
        """List the compared pairs that the scorer of a model is fitted to."""
        return self.compared_pairs(Named(wildcards.dataset, EVIDENCE, self.packed_seed(wildcards)))

    def packed_encoder(self, wildcards: Wildcards) -> Files:
        """Return the encoder that is packed; of several folds that of the first."""
        dataset = self.datasets[wildcards.dataset]
        kind, seed = self._kind(dataset), self._packed_row(dataset).seed or 0
        fold = self._packed_fold(dataset)
        return [self.model_file(dataset, kind, fold, encoder=dataset.encoder, seed=seed)] if kind else []

    def packed_networks(self, wildcards: Wildcards) -> Files:
        """List the files that this encoder needs beside its weights."""
        dataset = self.datasets[wildcards.dataset]
        return self.encoder_weights(Named(dataset.name, dataset.encoder)) if self._kind(dataset) else []

    def packed_choices(self, wildcards: Wildcards) -> Files:
        """Return where the image weight of the packed encoder was chosen, if labels chose one."""
        row = self._weighed_row(self.datasets[wildcards.dataset])
        return self._choices([row] if row else [], wildcards)

    def packed_seed(self, wildcards: Wildcards) -> int:
        """Return the seed of the evidence."""
        return self._packed_row(self.datasets[wildcards.dataset]).seed or 0

    def _evidence(self, dataset: Dataset) -> list[Row]:
        return [row for row in self.judged(dataset) if row.encoder == EVIDENCE]

    def _packed_row(self, dataset: Dataset) -> Row:
        """Return the first exported row of all evidence, or the last one of the first seed."""
        exported = [row for row in self.exported(dataset) if row.encoder == EVIDENCE]
        evidence = self._evidence(dataset)
        return [*exported, *(row for row in reversed(evidence) if row.seed == evidence[0].seed)][0]

    def _packed_ocr(self, dataset: Dataset) -> str:
        ocr = self._packed_row(dataset).ocr
        return ocr if ocr in dataset.texts else dataset.texts[-1]

    def _packed_fold(self, dataset: Dataset) -> int:
        kind = self._kind(dataset)
        return min((one["fold"] for one in self.models(dataset) if one["model"] == kind), default=0)

    def _kind(self, dataset: Dataset) -> str | None:
        return next((kind for kind in KINDS if kind in dataset.models), None)

    def _weighed_row(self, dataset: Dataset) -> Row | None:
        """Return the row that pools picture and text of the packed encoder by a weight that labels chose."""
        seed, ocr = self._packed_row(dataset).seed, self._packed_ocr(dataset)
        named = {("sup_multimodal", "sup_multimodal", ocr, seed)} if dataset.validates else set()
        rows = (row for row in self.rows(dataset) if (row.model, row.method, row.ocr, row.seed) in named)
        return next(rows, None)

    def _languages(self, dataset: Dataset, ocr: str) -> list[str]:
        """List the languages that OCR was told of, by its names for them."""
        engine = self.config["ocr"].get(dataset.ocr.get(ocr), {})
        told = [engine.get("language"), *(source.get("language") for source in dataset.sources.values())]
        return sorted({language for language in told if language and "language" in engine})
