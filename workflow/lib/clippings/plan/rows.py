"""The rows of the results table that a dataset gives, known before anything runs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clippings.plan.datasets import Dataset
from clippings.rows import CARRIED, uses_labels

MODALITIES = {
    "selfsup": ("visual", "language", "multimodal"),
    "unaligned_visual": ("visual",),
    "sup_visual": ("visual",),
    "sup_language": ("language",),
    "sup_multimodal": ("multimodal",),
    CARRIED: ("visual", "language", "multimodal"),
}
EVIDENCE = "evidence"  # The folder below linkage/ of the rows of all evidence.
ALL_EVIDENCE = ("selfsup_all_evidence", "sup_all_evidence")  # Without labels, and with.
OF_MODEL = f"{CARRIED}_all_evidence"  # That of a model which was learned elsewhere, in place of both.
ALL = "all_evidence"  # In `export:`, the last of these rows that a dataset has.
TUNED = "jaccard_words"  # The string measure whose n-grams have the length that validation chooses.
HASHES = "hashes"  # The folder below encoder/ and linkage/ of what needs no encoder: perceptual hashes.


@dataclass(frozen=True)
class Row:
    """One row of the results table; `encoder` and `model` are None for a string measure."""

    method: str
    supervision: str
    modality: str
    ocr: str
    seed: int | None = None
    encoder: str | None = None
    model: str | None = None
    image_weight: float | None = None  # Where a carried model brings it.

    @property
    def name(self) -> str:
        """Name the row as people do in `export:`, method/ocr."""
        return f"{self.method}/{self.ocr}"

    @property
    def tuned(self) -> bool:
        """Say whether validation chooses a setting before it is searched: image weight, length of n-grams."""
        return self.method == TUNED or (
            self.modality == "multimodal" and uses_labels({"method": self.method})
        )

    def as_param(self) -> dict[str, Any]:
        """Return the row as a plain dict, as scripts take it."""
        return {
            key: value for key, value in asdict(self).items() if key != "image_weight" or value is not None
        }


def list_rows(dataset: Dataset, *, seeds: Sequence[int], images: bool) -> list[Row]:
    """List the rows of a dataset: string measures, hashes, what each seed and model gives, all evidence.

    Without `images` a model gives its language row alone, and there are no hashes.
    """
    rows = [Row(measure, "none", "string", ocr) for measure in dataset.measures for ocr in dataset.texts]
    if images:
        rows += [Row(name, "none", "visual", "none", encoder=HASHES, model=name) for name in dataset.hashes]
    for seed in seeds[:1] if dataset.model else seeds:
        for model in dataset.models:
            rows += _rows_of_model(dataset, model, seed=seed, images=images)
    seeded = list(dict.fromkeys(row.seed for row in rows if row.seed is not None))
    return rows + _rows_of_evidence(dataset, seeded or [None])


def _rows_of_evidence(dataset: Dataset, seeds: Sequence[int | None]) -> list[Row]:
    """List the rows that weigh all others of a seed, by each OCR and, of several, by both together.

    A model to carry weighs the texts of the OCR that taught it, or of the last that there is.
    """
    if dataset.carried:
        own = [ocr for ocr in dataset.texts if ocr == dataset.carried.model.ocr] or dataset.texts[-1:]
        return [Row(OF_MODEL, CARRIED, "all", own[0], seed, EVIDENCE) for seed in seeds]
    methods = ALL_EVIDENCE if dataset.validates else ALL_EVIDENCE[:1]
    ocrs = [*dataset.texts, *(["both"] if len(dataset.texts) > 1 else [])]
    return [
        Row(method, method.partition("_")[0], "all", ocr, seed, EVIDENCE)
        for seed in seeds
        for method in methods
        for ocr in ocrs
    ]


def _rows_of_model(dataset: Dataset, model: str, *, seed: int, images: bool) -> list[Row]:
    supervision, carried = model.partition("_")[0], dataset.carried
    weights = {"multimodal": carried.model.image_weight} if carried else {}
    return [
        Row(
            f"{supervision}_{modality}",
            supervision,
            modality,
            ocr,
            seed,
            dataset.encoder,
            model,
            weights.get(modality),
        )
        for modality in MODALITIES[model]
        if images or modality == "language"
        for ocr in (("none",) if modality == "visual" else dataset.texts)
    ]


def rows_seed(rows: Sequence[Row]) -> int | None:
    """Return the first seed of rows that have one."""
    return next((row.seed for row in rows if row.seed is not None), None)


def exported_rows(dataset: Dataset, rows: Sequence[Row]) -> list[Row]:
    """Return the rows whose links are written out, of the first seed; raise ValueError for one not there.

    ALL stands for the row that weighs all evidence of a dataset, with labels where there are some.
    """
    known = {row.name: row for row in reversed(rows)}
    evidence = [row for row in rows if row.encoder == EVIDENCE and row.seed == rows_seed(rows)]
    if evidence:
        known[ALL] = evidence[-1]
    strange = [name for name in dataset.export if name not in known]
    if strange:
        where = f"{dataset.where}: export" if "export" in dataset.declared else "config: linkage/export"
        expected = f"expected rows of {dataset.name}: {', '.join(sorted(known))}"
        raise ValueError(f"{where}: found {strange[0]!r}, {expected}")
    return list(dict.fromkeys(known[name] for name in dataset.export))
