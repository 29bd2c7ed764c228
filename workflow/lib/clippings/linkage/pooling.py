"""Pooling the vectors of two modalities into one."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from clippings.tables import OCRS

Matrix = NDArray[np.float32]
Paths = Sequence[str | Path]


def read_vectors(paths: Paths, column: str, *, records: pd.DataFrame) -> Matrix:
    """Read the vectors (n, d) in one column in the order of `records`, zeros where there is none.

    Equal texts have equal vectors, of whatever portions, or their ties would break in the last digit.
    Raises ValueError if a file lacks the column, or all of them a record.
    """
    table = pa.concat_tables([_columns(path, ["record", column]) for path in paths])
    places = pd.Index(table["record"].to_pandas()).get_indexer(records["record"])
    if (places < 0).any():
        missing = records["record"].to_numpy()[places < 0][0]
        where = f"{paths[0]} and {len(paths) - 1} more" if len(paths) > 1 else paths[0]
        raise ValueError(f"{where}: no vectors of record {missing!r}, expected those of every record")
    if column in OCRS:
        places = places[_first_of_equal(records[column])]
    lists = table[column].combine_chunks()
    present = lists.is_valid().to_numpy(zero_copy_only=False)
    filled = lists.drop_null().flatten().to_numpy(zero_copy_only=False)
    width = len(filled) // max(present.sum(), 1)
    matrix = np.zeros((len(present), width), np.float32)
    matrix[present] = filled.reshape(-1, max(width, 1))[:, :width]
    return matrix[places]


def _first_of_equal(texts: pd.Series) -> NDArray[np.int64]:
    """Return for each text (n,) the row of the first that is equal to it."""
    _, first, groups = np.unique(texts.fillna("").astype(str), return_index=True, return_inverse=True)
    return first[groups]


def _columns(path: str | Path, wanted: list[str]) -> pa.Table:
    names = pq.read_schema(path).names
    strange = [name for name in wanted if name not in names]
    if strange:
        raise ValueError(f"{path}: no column {strange[0]!r}, found {', '.join(names)}")
    return pq.read_table(path, columns=wanted)


def read_modalities(paths: Paths, ocr: str, *, records: pd.DataFrame) -> tuple[Matrix, Matrix]:
    """Read the visual and the language vectors (n, d) of one OCR, or zeros for OCR `none`.

    A model of one modality may leave the other empty: that is zeros of the same width too.
    """
    visual = read_vectors(paths, "visual", records=records)
    language = visual[:, :0] if ocr == "none" else read_vectors(paths, ocr, records=records)
    missing = np.zeros_like(visual if visual.size else language)
    return visual if visual.size else missing, language if language.size else missing


def pool(visual: Matrix, language: Matrix, *, weight: float) -> Matrix:
    """Pool unit vectors (n, d): z = v / |v|, v = w·visual + (1 − w)·language (Arora et al. 2023).

    Where one modality is missing, the other stands alone; where both are, z is zero.
    """
    pooled = weight * visual + (1 - weight) * language
    length = np.linalg.norm(pooled, axis=1, keepdims=True)
    return (pooled / np.where(length > 0, length, 1)).astype(np.float32)
