"""The rows of the results table that come from an encoder: candidates are the nearest in its vectors."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.folds import ALL, fold_numbers, in_fold
from clippings.linkage.candidates.pooling import Matrix, Paths, Pooled, VectorFiles, trust_of
from clippings.linkage.candidates.search import WHOLE, rows_to_read, search_neighbours
from clippings.linkage.neighbours import EVEN, FIXED_WEIGHTS, Searched, take_choice
from clippings.linkage.tuning import Objective, tune
from clippings.rows import Row, uses_labels
from clippings.sides import Flags, needed, restrict_to_queries


def search_rows(
    records: pd.DataFrame,
    vector_files: Paths,
    *,
    rows: Sequence[Row],
    weights: Sequence[float],
    objective: Objective,
    k: int,
    threads: int = 1,
    portion: tuple[int, int] = WHOLE,
    chosen: pd.DataFrame | None = None,
) -> Iterator[Searched]:
    """Find by each row, for each query of a portion, the k nearest targets, and all ties with the first.

    `rows` are of one encoder and seed. A row is searched in each fold for which its model was trained or its
    weight is chosen, from `weights` by `objective`; otherwise once. No label touches a row without labels:
    image and text weigh the same there, and a text counts by the confidence of its OCR. With `chosen`, the
    table of choices of another portion, nothing is chosen anew.
    """
    folds, used = fold_numbers(records), rows_to_read(records, portion)
    if chosen is None and any(map(_is_tuned, rows)):
        used |= _validates(records)
    vectors = VectorFiles(vector_files, records, rows=used)

    def search(row: Row, fold: int) -> Searched:
        modalities = vectors.read_modalities(row["model"], fold, ocr=row["ocr"])
        weight, tried, trust = FIXED_WEIGHTS.get(row["modality"], row.get("image_weight")), None, None
        if weight is None and not uses_labels(row):
            weight, trust = EVEN, trust_of(records, row["ocr"])
        elif weight is None and chosen is not None:
            weight, tried = take_choice(chosen, row, fold=fold, setting="image_weight")
        elif weight is None:
            own, places = in_fold(records, fold), vectors.places
            weight, tried = tune_weight(
                own, modalities, places=places, weights=weights, objective=objective, threads=threads
            )
        pooled = Pooled(*modalities, vectors.places, weight, trust)
        found = search_neighbours(records, pooled, k=k, threads=threads, portion=portion)
        return Searched(row, fold, found, tried)

    def folds_of(row: Row) -> list[int]:
        return folds if _is_tuned(row) or vectors.depends_on_fold(row["model"]) else [ALL]

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
    places: NDArray[np.int64] | None = None,
    threads: int = 1,
) -> tuple[float, pd.DataFrame]:
    """Choose the image weight that scores best on validation (paper, section 3), of ties the most even.

    `modalities` are the visual and language vectors (m, d), and `places` (n,) says which of their rows is
    that of a record, or each is in the order of the records. Returns the weight and the table of choices.
    """
    kept, validation = needed(records, ["val"]), restrict_to_queries(records, ["val"])
    own = np.flatnonzero(kept) if places is None else places[kept]

    def search(weight: float) -> pd.DataFrame:
        pooled = Pooled(*modalities, own, weight)
        return search_neighbours(validation, pooled, k=objective.k, threads=threads)

    return tune(
        weights, search, records=validation, objective=objective, setting="image_weight", nearest=EVEN
    )


def _is_tuned(row: Row) -> bool:
    """Say whether the image weight of a row is chosen on validation."""
    return row["modality"] not in FIXED_WEIGHTS and uses_labels(row)


def _validates(records: pd.DataFrame) -> Flags:
    """Mark the records (n,) that choosing a weight needs in any fold."""
    marked = [needed(in_fold(records, fold), ["val"]) for fold in fold_numbers(records)]
    return np.asarray(np.logical_or.reduce(marked))
