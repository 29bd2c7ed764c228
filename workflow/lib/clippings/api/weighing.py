"""All evidence of a table of records, weighed as the workflow weighs it, in files of a temporary folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from clippings import frames, tables
from clippings.api.given import OCR
from clippings.api.models import SELFSUP, Model
from clippings.api.settings import Settings
from clippings.linkage.candidates.encoder_rows import search_rows
from clippings.linkage.candidates.pooling import VectorFiles
from clippings.linkage.candidates.string_rows import compare_strings, spellings
from clippings.linkage.evidence.comparing import Ingredients, gather_evidence, tabulate
from clippings.linkage.evidence.weighing import Weighed, weigh_rows
from clippings.linkage.neighbours import write_searches
from clippings.linkage.tuning import objective_of
from clippings.model_file import Carried
from clippings.rows import CARRIED, Row

DEFAULT_THRESHOLD = 0.75
MODALITIES = ("visual", "language", "multimodal")
IMAGE_WEIGHTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
WORDS = [1, 2, 3, 4, 5]
SCORER = "logistic"


@dataclass(frozen=True)
class Evidence:
    """All evidence of records: its row, what made it, the files of its neighbours, pairs, and terms."""

    records: pd.DataFrame
    row: Row
    model: Model
    settings: Settings
    neighbours: list[Path]
    choices: pd.DataFrame
    pairs: pd.DataFrame
    comparisons: pd.DataFrame
    weights: pd.DataFrame
    terms: pd.DataFrame

    @property
    def carried(self) -> Carried | None:
        """Return the carried model that weighed it, if one did."""
        return self.model.carried

    @property
    def shown_pairs(self) -> pd.DataFrame:
        """Return candidate pairs with their comparisons alone."""
        return self.pairs.drop(columns=["seed", "fold", "taught", "acceptable"])

    @property
    def shown_terms(self) -> pd.DataFrame:
        """Return what each comparison adds to the log-odds of the best candidates."""
        return self.terms[["query", "target", "rank", "comparison", "value", "term"]]

    @property
    def shown_weights(self) -> pd.DataFrame:
        """Return what each comparison weighs."""
        return self.weights[["fold", "comparison", "part", "form", "weight", "low", "high"]]


def weigh(
    records: pd.DataFrame,
    vectors: pd.DataFrame | None,
    *,
    labelled: bool,
    model: Model,
    folder: Path,
    settings: Settings,
) -> Evidence:
    """Search, compare and weigh all candidates of records by texts and, where there are any, by vectors."""
    kanjivg, seed = Path(settings.kanjivg or ""), None if vectors is None else settings.seed
    rows = [_row(name, "none", "string", OCR) for name in settings.used(labelled=labelled)]
    files, embedded = [_search_strings(records, rows, model=model, folder=folder, settings=settings)], []
    if vectors is not None:
        embedded = [folder / "vectors.parquet"]
        frames.write(vectors, embedded[0], tables.VECTORS)
        learned = _rows_of_model(model, seed=settings.seed, pictured=vectors["visual"].notna().any())
        files.append(_search_vectors(records, learned, embedded, folder=folder, settings=settings))
        rows += learned
    table, compared = gather_evidence(
        records,
        files,
        ingredients=Ingredients(
            seed, rows, [VectorFiles([file], records) for file in embedded], [model.kind]
        ),
        ocrs=[OCR],
        fields=settings.fields,
        spelt_of=lambda texts: spellings(records, texts, model.steps),
        k=settings.neighbours,
        kanjivg=kanjivg,
    )
    pairs, comparisons, weighed = table.whole(), tabulate(compared), Weighed()
    supervision = "sup" if labelled else CARRIED if model.carried else SELFSUP
    row = _row(f"{supervision}_all_evidence", supervision, "all", OCR, seed=seed, encoder="evidence")
    searches = weigh_rows(
        records,
        pairs,
        comparisons,
        rows=[row],
        explained=[f"{row['method']}/{OCR}"],
        scorer=SCORER,
        k=settings.neighbours,
        seed=settings.seed,
        weighed=weighed,
        carried=model.carried,
    )
    found = _write(searches, folder / "evidence.parquet")
    choices = frames.read(found.with_suffix(".csv"), tables.CHOICES)
    return Evidence(
        records,
        row,
        model,
        settings,
        [found],
        choices,
        pairs,
        comparisons,
        weighed.table("weights"),
        weighed.table("terms"),
    )


def _search_strings(
    records: pd.DataFrame, rows: Sequence[Row], *, model: Model, folder: Path, settings: Settings
) -> Path:
    searches = compare_strings(
        records,
        measures=[row["method"] for row in rows],
        ocrs=[OCR],
        lengths=WORDS,
        objective=objective_of(settings.task, k=settings.neighbours),
        k=settings.neighbours,
        kanjivg=settings.kanjivg or "",
        steps=model.steps,
        threads=settings.threads,
    )
    return _write(searches, folder / "strings.parquet")


def _search_vectors(
    records: pd.DataFrame, rows: Sequence[Row], files: Sequence[Path], *, folder: Path, settings: Settings
) -> Path:
    searches = search_rows(
        records,
        files,
        rows=rows,
        weights=IMAGE_WEIGHTS,
        objective=objective_of(settings.task, k=settings.neighbours),
        k=settings.neighbours,
        threads=settings.threads,
    )
    return _write(searches, folder / "encoder.parquet")


def _write(searches: Any, path: Path) -> Path:
    write_searches(searches, path, choices=path.with_suffix(".csv"))
    return path


def _rows_of_model(model: Model, *, seed: int, pictured: bool) -> list[Row]:
    rows = [
        _row(
            f"{model.kind}_{modality}",
            model.kind,
            modality,
            "none" if modality == "visual" else OCR,
            seed=seed,
            encoder="names",
            model=model.kind,
        )
        for modality in MODALITIES
        if pictured or modality == "language"
    ]
    weight = {"image_weight": model.image_weight} if model.image_weight is not None else {}
    return [row | (weight if row["modality"] == "multimodal" else {}) for row in rows]


def _row(
    method: str,
    supervision: str,
    modality: str,
    ocr: str,
    *,
    seed: int | None = None,
    encoder: str | None = None,
    model: str | None = None,
) -> Row:
    """Name a row of the results table as the plan of the workflow does."""
    return {
        "method": method,
        "supervision": supervision,
        "modality": modality,
        "ocr": ocr,
        "seed": seed,
        "encoder": encoder,
        "model": model,
    }
