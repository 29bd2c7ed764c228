"""The rows of the results table that come from an encoder: candidates are the nearest in its vectors."""

from collections.abc import Iterator, Sequence

import pandas as pd

from clippings.folds import ALL, fold_numbers, in_fold
from clippings.linkage.candidates.pooling import Matrix, Paths, VectorFiles, pool, trust_of
from clippings.linkage.candidates.search import search_neighbours
from clippings.linkage.neighbours import EVEN, FIXED_WEIGHTS, Searched
from clippings.linkage.tuning import Objective, tune
from clippings.rows import Row, uses_labels
from clippings.sides import needed, restrict_to_queries


def search_rows(
    records: pd.DataFrame,
    vector_files: Paths,
    *,
    rows: Sequence[Row],
    weights: Sequence[float],
    objective: Objective,
    k: int,
    threads: int = 1,
) -> Iterator[Searched]:
    """Find by each row, for each query, the k targets nearest in its vectors, and all ties with the first.

    `rows` are of one encoder and seed. A row is searched in each fold for which its model was trained or its
    weight is chosen, from `weights` by `objective`; otherwise once. No label touches a row without labels:
    image and text weigh the same there, and a text counts by the confidence of its OCR.
    """
    vectors, folds = VectorFiles(vector_files, records), fold_numbers(records)

    def search(row: Row, fold: int) -> Searched:
        modalities = vectors.read_modalities(row["model"], fold, ocr=row["ocr"])
        weight, tried, trust = FIXED_WEIGHTS.get(row["modality"], row.get("image_weight")), None, None
        if weight is None and not uses_labels(row):
            weight, trust = EVEN, trust_of(records, row["ocr"])
        elif weight is None:
            weight, tried = tune_weight(
                in_fold(records, fold), modalities, weights=weights, objective=objective, threads=threads
            )
        pooled = pool(*modalities, weight=weight, trust=trust)
        return Searched(row, fold, search_neighbours(records, pooled, k=k, threads=threads), tried)

    def folds_of(row: Row) -> list[int]:
        tuned = row["modality"] not in FIXED_WEIGHTS and uses_labels(row)
        return folds if tuned or vectors.depends_on_fold(row["model"]) else [ALL]

    searches = [(row, fold) for row in rows for fold in folds_of(row)]
    # Rows of one model and fold share vectors, which are read once if they follow one another.
    searches.sort(key=lambda each: (each[0]["model"], each[1]))
    return (search(row, fold) for row, fold in searches)


def tune_weight(
    records: pd.DataFrame,
    modalities: tuple[Matrix, Matrix],
    *,
    weights: Sequence[float],
    objective: Objective,
    threads: int = 1,
) -> tuple[float, pd.DataFrame]:
    """Choose the image weight that scores best on validation (paper, section 3), of ties the most even.

    `modalities` are the visual and language vectors (n, d). Returns the weight and the table of choices.
    """
    kept, validation = needed(records, ["val"]), restrict_to_queries(records, ["val"])
    visual, language = (part[kept] for part in modalities)

    def search(weight: float) -> pd.DataFrame:
        pooled = pool(visual, language, weight=weight)
        return search_neighbours(validation, pooled, k=objective.k, threads=threads)

    return tune(
        weights, search, records=validation, objective=objective, setting="image_weight", nearest=EVEN
    )
