"""All evidence of a table of records, weighed as the workflow weighs it, in files of a temporary folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from clippings import frames, tables
from clippings.api.given import MODEL, OCR, Given
from clippings.api.reading import Settings, embed, read_labels, read_records, shipped_encoder
from clippings.linkage.candidates.encoder_rows import search_rows
from clippings.linkage.candidates.measures import MEASURES
from clippings.linkage.candidates.pooling import VectorFiles
from clippings.linkage.candidates.string_rows import compare_strings, spellings
from clippings.linkage.evidence.comparing import Ingredients, gather_evidence, tabulate
from clippings.linkage.evidence.texts import KINDS
from clippings.linkage.evidence.weighing import Weighed, weigh_rows
from clippings.linkage.neighbours import write_searches
from clippings.linkage.tuning import objective_of
from clippings.rows import Row
from clippings.spelling import STEPS

# Those of config.yaml but for strokes, which need KanjiVG's drawings.
COMPARED = (
    "levenshtein",
    "levenshtein_nfkc",
    "levenshtein_forms",
    "levenshtein_normalised",
    "jaccard",
    "jaccard_normalised",
    "token_sort",
    "token_sort_normalised",
    "token_set",
    "token_set_normalised",
    "tfidf",
    "tfidf_normalised",
)
DEFAULT_THRESHOLD = 0.75
MODALITIES = ("visual", "language", "multimodal")
IMAGE_WEIGHTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
WORDS = [1, 2, 3, 4, 5]
SCORER = "logistic"
NO_STROKES = Path("kanjivg.zip")


@dataclass(frozen=True)
class Evidence:
    """All evidence of records: its row, the files of its neighbours, pairs with comparisons, and terms."""

    records: pd.DataFrame
    row: Row
    neighbours: list[Path]
    choices: pd.DataFrame
    pairs: pd.DataFrame
    comparisons: pd.DataFrame
    weights: pd.DataFrame
    terms: pd.DataFrame

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


def weigh_given(
    parts: Sequence[Given],
    sources: Mapping[str, str],
    *,
    labels: pd.DataFrame | None,
    folder: Path,
    settings: Settings,
) -> Evidence:
    """Read a user's tables, embed their records, and weigh all evidence of these.

    `sources` maps the name of each table to the side of its records; `labels` are known pairs.
    """
    said = read_labels(labels, [parts[0].ids, parts[-1].ids])
    records, images = read_records(parts, sources, labels=said, settings=settings)
    vectors = embed(records, images, path=shipped_encoder(), threads=settings.threads)
    return weigh(records, vectors, labelled=bool(len(said)), folder=folder, settings=settings)


def weigh(
    records: pd.DataFrame, vectors: pd.DataFrame, *, labelled: bool, folder: Path, settings: Settings
) -> Evidence:
    """Search, compare and weigh all candidates of records, by their texts and by their vectors."""
    for name, kind in settings.fields.items():
        if kind not in KINDS:
            raise ValueError(f"fields: {name} is {kind!r}, expected one of {', '.join(KINDS)}")
    strings = [_row(name, "none", "string", OCR) for name in _used(settings.measures, labelled)]
    frames.write(vectors, folder / "vectors.parquet", tables.VECTORS)
    learned = _rows_of_model(vectors, settings.seed)
    pairs, compared = gather_evidence(
        records,
        [
            _search_strings(records, strings, folder=folder, settings=settings),
            _search_vectors(records, learned, folder=folder, settings=settings),
        ],
        ingredients=Ingredients(
            settings.seed,
            [*strings, *learned],
            [VectorFiles([folder / "vectors.parquet"], records)],
            [MODEL],
        ),
        ocrs=[OCR],
        fields=settings.fields,
        spelt_of=lambda texts: spellings(records, texts, STEPS),
        k=settings.neighbours,
        kanjivg=NO_STROKES,
    )
    comparisons, weighed = tabulate(compared), Weighed()
    supervision = "sup" if labelled else MODEL
    row = _row(f"{supervision}_all_evidence", supervision, "all", OCR, seed=settings.seed, encoder="evidence")
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
    )
    found = _write(searches, folder / "evidence.parquet")
    choices = frames.read(found.with_suffix(".csv"), tables.CHOICES)
    return Evidence(
        records, row, [found], choices, pairs, comparisons, weighed.table("weights"), weighed.table("terms")
    )


def _search_strings(records: pd.DataFrame, rows: Sequence[Row], *, folder: Path, settings: Settings) -> Path:
    searches = compare_strings(
        records,
        measures=[row["method"] for row in rows],
        ocrs=[OCR],
        lengths=WORDS,
        objective=objective_of(settings.task, k=settings.neighbours),
        k=settings.neighbours,
        kanjivg=NO_STROKES,
        threads=settings.threads,
    )
    return _write(searches, folder / "strings.parquet")


def _search_vectors(records: pd.DataFrame, rows: Sequence[Row], *, folder: Path, settings: Settings) -> Path:
    searches = search_rows(
        records,
        [folder / "vectors.parquet"],
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


def _used(measures: Sequence[str], labelled: bool) -> list[str]:
    """List the measures that count: without labels none that learns from them."""
    strange = [name for name in measures if name not in COMPARED]
    if strange:
        raise ValueError(f"measures: found {strange[0]!r}, expected some of {', '.join(COMPARED)}")
    return [name for name in measures if labelled or not MEASURES[name].depends_on_fold]


def _rows_of_model(vectors: pd.DataFrame, seed: int) -> list[Row]:
    pictured = vectors["visual"].notna().any()
    return [
        _row(
            f"{MODEL}_{modality}",
            MODEL,
            modality,
            "none" if modality == "visual" else OCR,
            seed=seed,
            encoder="names",
            model=MODEL,
        )
        for modality in MODALITIES
        if pictured or modality == "language"
    ]


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
