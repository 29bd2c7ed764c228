"""Pooling the vectors of two modalities into one."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


def read_vectors(path: str | Path, column: str, *, records: pd.DataFrame) -> Matrix:
    """Read the vectors (n, d) in one column in the order of `records`, zeros where there is none.

    Raises ValueError if the file lacks the column or a record.
    """
    names = pq.read_schema(path).names
    if column not in names:
        raise ValueError(f"{path}: no column {column!r}, found {', '.join(names)}")
    table = pq.read_table(path, columns=["record", column])
    places = pd.Index(table["record"].to_pandas()).get_indexer(records["record"])
    if (places < 0).any():
        missing = records["record"].to_numpy()[places < 0][0]
        raise ValueError(f"{path}: no vectors of record {missing!r}, expected those of every record")
    lists = table[column].combine_chunks()
    present = lists.is_valid().to_numpy(zero_copy_only=False)
    filled = lists.drop_null().flatten().to_numpy(zero_copy_only=False)
    width = len(filled) // max(present.sum(), 1)
    matrix = np.zeros((len(present), width), np.float32)
    matrix[present] = filled.reshape(-1, max(width, 1))[:, :width]
    return matrix[places]


def read_modalities(path: str | Path, ocr: str, *, records: pd.DataFrame) -> tuple[Matrix, Matrix]:
    """Read the visual and the language vectors (n, d) of one OCR, or zeros for OCR `none`.

    A model of one modality may leave the other empty: that is zeros of the same width too.
    """
    visual = read_vectors(path, "visual", records=records)
    language = visual[:, :0] if ocr == "none" else read_vectors(path, ocr, records=records)
    missing = np.zeros_like(visual if visual.size else language)
    return visual if visual.size else missing, language if language.size else missing


def pool(visual: Matrix, language: Matrix, *, weight: float) -> Matrix:
    """Pool unit vectors (n, d): z = v / |v|, v = w·visual + (1 − w)·language (Arora et al. 2023).

    Where one modality is missing, the other stands alone; where both are, z is zero.
    """
    pooled = weight * visual + (1 - weight) * language
    length = np.linalg.norm(pooled, axis=1, keepdims=True)
    return (pooled / np.where(length > 0, length, 1)).astype(np.float32)
