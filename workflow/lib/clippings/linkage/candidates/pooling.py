"""Vectors of records, and those of two modalities pooled into one."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pyarrow.compute import field

from clippings.folds import ALL
from clippings.tables import OCRS

Matrix = NDArray[np.float32]
Paths = Sequence[str | Path]


class VectorFiles:
    """Files of vectors, portions of the records in each, with a row group for each model and fold.

    Of a record in several files the first counts: parts of an index keep what was corrected since.
    """

    def __init__(self, paths: Paths, records: pd.DataFrame) -> None:
        self._paths, self._records = list(paths), records
        names = pq.read_table(self._paths, columns=["model", "fold"]).to_pandas().drop_duplicates()
        self._folds = names.groupby("model")["fold"].agg(set).to_dict()
        # Rows of one model and fold share its visual vectors and those of either OCR.
        self._read = lru_cache(3)(self._read_column)

    @property
    def models(self) -> set[str]:
        """Return the models whose vectors they hold."""
        return {*self._folds}

    def depends_on_fold(self, model: str) -> bool:
        """Say whether a model was trained in each fold anew."""
        return bool(self._folds.get(model, set()) - {ALL})

    def read(self, model: str, fold: int, *, column: str) -> Matrix:
        """Read the vectors (n, d) in one column in the order of the records, zeros where there is none.

        They are those of the model in this fold, or, where it was not trained in it, of the model of all
        folds. Equal texts have equal vectors, of whatever portions, or their ties would break in the last
        digit. Raises ValueError if a record is missing.
        """
        return self._read(model, fold if fold in self._folds.get(model, set()) else ALL, column)

    def read_modalities(self, model: str, fold: int, *, ocr: str) -> tuple[Matrix, Matrix]:
        """Read the visual and the language vectors (n, d) of one OCR, or zeros for OCR `none`.

        A model of one modality may leave the other empty: that is zeros of the same width too.
        """
        visual = self.read(model, fold, column="visual")
        language = visual[:, :0] if ocr == "none" else self.read(model, fold, column=ocr)
        missing = np.zeros_like(visual if visual.size else language)
        return visual if visual.size else missing, language if language.size else missing

    def _read_column(self, model: str, fold: int, column: str) -> Matrix:
        own = (field("model") == model) & (field("fold") == fold)
        table = pq.read_table(self._paths, columns=["record", column], filters=own)
        names = table["record"].to_pandas()
        first = np.flatnonzero(~names.duplicated())
        found = pd.Index(names.iloc[first]).get_indexer(self._records["record"])
        places = np.append(first, -1)[found]
        if (places < 0).any():
            missing, more = self._records["record"].to_numpy()[places < 0][0], len(self._paths) - 1
            where = f"{self._paths[0]} and {more} more" if more else self._paths[0]
            raise ValueError(
                f"{where}: no vectors of record {missing!r} by {model}, expected those of every record"
            )
        if column in OCRS:
            places = places[_first_of_equal(self._records[column])]
        lists = table[column].combine_chunks()
        present = lists.is_valid().to_numpy(zero_copy_only=False)
        filled = lists.drop_null().flatten().to_numpy(zero_copy_only=False)
        width = len(filled) // max(present.sum(), 1)
        matrix = np.zeros((len(present), width), np.float32)
        matrix[present] = filled.reshape(-1, max(width, 1))[:, :width]
        ordered: Matrix = matrix[places]
        return ordered


def pool(
    visual: Matrix, language: Matrix, *, weight: float, trust: NDArray[np.float64] | None = None
) -> Matrix:
    """Pool unit vectors (n, d): z = v / |v|, v = w·visual + (1 − w)·language (Arora et al. 2023).

    With `trust` (n,), from 0 to 1, the language of a record counts by it (not in the paper). Where one
    modality is missing, the other stands alone; where both are, z is zero.
    """
    text = (1 - weight) * language
    pooled = weight * visual + (text if trust is None else text * trust[:, None])
    length = np.linalg.norm(pooled, axis=1, keepdims=True)
    return (pooled / np.where(length > 0, length, 1)).astype(np.float32)


def trust_of(records: pd.DataFrame, ocr: str) -> NDArray[np.float64]:
    """Return how far the text of each record is to be trusted (n,): the OCR's confidence, 1 where unknown."""
    known = records.get(f"{ocr}_confidence", pd.Series(np.nan, records.index))
    return np.asarray(known.astype(float).fillna(1.0).clip(1e-3, 1.0), float)


def _first_of_equal(texts: pd.Series) -> NDArray[np.int64]:
    """Return for each text (n,) the row of the first that is equal to it."""
    _, first, groups = np.unique(texts.fillna("").astype(str), return_index=True, return_inverse=True)
    return first[groups]
