"""Vectors of records, and those of two modalities pooled into one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow.compute import Expression, field
from pyarrow.dataset import dataset
from pyarrow.parquet import ParquetFile

from clippings import tables
from clippings.folds import ALL
from clippings.sides import Flags
from clippings.tables import OCRS

Matrix = NDArray[np.float32]
Paths = Sequence[str | Path]
ROWS_AT_ONCE, READ_AT_ONCE = 2**12, 2**20  # Rows and bytes of a file.
VISUAL = "visual"


class VectorFiles:
    """Files of vectors, portions of the records in each, with a row group for each model and fold.

    With `rows` (n,) the vectors of the records that it marks are read, m of them, and no others: `places`
    (n,) says which row of a matrix (m, d) is that of a record. Of a record in several files the first counts:
    those of an index keep what was corrected since.
    """

    def __init__(self, paths: Paths, records: pd.DataFrame, *, rows: Flags | None = None) -> None:
        self._files = dataset([str(path) for path in paths], schema=tables.VECTORS.schema())
        self._paths, self._records = list(paths), records
        self._rows = np.flatnonzero(np.full(len(records), True) if rows is None else rows)
        # Of a record that is not read: beyond the matrix, so that taking it fails.
        self.places = np.full(len(records), len(self._rows), np.int64)
        self.places[self._rows] = np.arange(len(self._rows))
        names = self._files.to_table(["model", "fold"]).group_by(["model", "fold"]).aggregate([])
        self._folds = names.to_pandas().groupby("model")["fold"].agg(set).to_dict()
        # Rows of one model and fold share its visual vectors and those of either OCR.
        self._read = lru_cache(3)(self._read_column)
        self._find = lru_cache(1)(self._find_records)

    @property
    def models(self) -> set[str]:
        """Return the models whose vectors they hold."""
        return {*self._folds}

    def depends_on_fold(self, model: str) -> bool:
        """Say whether a model was trained in each fold anew."""
        return bool(self._folds.get(model, set()) - {ALL})

    def read(self, model: str, fold: int, *, column: str) -> Matrix:
        """Read the vectors (m, d) in one column in the order of the records, zeros where there is none.

        They are those of the model in this fold, or, where it was not trained in it, of the model of all
        folds. Equal texts have equal vectors, of whatever portions, or their ties would break in the last
        digit. Raises ValueError if a record is missing, or if vectors differ in length.
        """
        return self._read(model, self._fold_of(model, fold), column)

    def has(self, model: str, fold: int, *, column: str) -> bool:
        """Say whether any record, read or not, has a vector in one column of a model in a fold."""
        fold = self._fold_of(model, fold)
        sources = np.sort(self._find(model, fold))
        for start, lists in self._scan(column, _of(model, fold), sources):
            low, high = np.searchsorted(sources, [start, start + len(lists)])
            if lists.is_valid().to_numpy(zero_copy_only=False)[sources[low:high] - start].any():
                return True
        return False

    def release(self) -> None:
        """Free the memory of what was read last."""
        self._read.cache_clear()

    def read_modalities(self, model: str, fold: int, *, ocr: str) -> tuple[Matrix, Matrix]:
        """Read the visual and the language vectors (m, d) of one OCR, or zeros for OCR `none`.

        A model of one modality may leave the other empty: that is zeros of the same width too.
        """
        visual = self.read(model, fold, column=VISUAL)
        language = visual[:, :0] if ocr == "none" else self.read(model, fold, column=ocr)
        # One zero, seen from everywhere: it takes no memory.
        missing = np.broadcast_to(np.zeros(1, np.float32), (visual if visual.size else language).shape)
        return visual if visual.size else missing, language if language.size else missing

    def _fold_of(self, model: str, fold: int) -> int:
        return fold if fold in self._folds.get(model, set()) else ALL

    def _read_column(self, model: str, fold: int, column: str) -> Matrix:
        sources = self._find(model, fold)
        if column in OCRS:
            sources = sources[_first_of_equal(self._records[column])]
        sources = sources[self._rows]
        order = np.argsort(sources, kind="stable")
        ordered, matrix = sources[order], np.zeros((len(sources), 0), np.float32)
        for start, lists in self._scan(column, _of(model, fold), ordered):
            low, high = np.searchsorted(ordered, [start, start + len(lists)])
            rows, taken = order[low:high], ordered[low:high] - start
            present = lists.is_valid().to_numpy(zero_copy_only=False)
            if not present.any():
                continue
            filled = self._stack(lists.drop_null(), column, width=matrix.shape[1])
            if not matrix.shape[1]:
                matrix = np.zeros((len(sources), filled.shape[1]), np.float32)
            place, kept = np.cumsum(present) - 1, present[taken]
            matrix[rows[kept]] = filled[place[taken[kept]]]
        return matrix

    def _find_records(self, model: str, fold: int) -> NDArray[np.int64]:
        """Return for each record (n,) its row among those of a model and fold."""
        ids = self._files.to_table(["record"], filter=_of(model, fold))["record"].to_pandas()
        first = np.flatnonzero(~ids.duplicated())
        places = np.append(first, -1)[pd.Index(ids.iloc[first]).get_indexer(self._records["record"])]
        if (places < 0).any():
            missing, more = self._records["record"].to_numpy()[places < 0][0], len(self._paths) - 1
            where = f"{self._paths[0]} and {more} more" if more else self._paths[0]
            raise ValueError(
                f"{where}: no vectors of record {missing!r} by {model}, expected those of every record"
            )
        return np.asarray(places, np.int64)

    def _scan(
        self, column: str, own: Expression, wanted: NDArray[np.int64]
    ) -> Iterator[tuple[int, pa.ListArray]]:
        """Read a column batch after batch, in the order of the files, each with the number of rows before it.

        Row groups without any of the `wanted` rows, which rise, are passed over.
        """
        if column not in (VISUAL, *OCRS):
            raise ValueError(f"vectors: found column {column!r}, expected {VISUAL} or {' or '.join(OCRS)}")
        start = 0
        for file in self._files.get_fragments():
            groups = [group.id for part in file.split_by_row_group(own) for group in part.row_groups]
            # A scan of the dataset reads ahead: 300 MiB more.
            reader = ParquetFile(file.path, pre_buffer=False, buffer_size=READ_AT_ONCE)
            for group in groups:
                stop = start + reader.read_row_group(group, ["model", "fold"]).filter(own).num_rows
                if np.subtract(*np.searchsorted(wanted, [stop, start])):
                    for batch in reader.iter_batches(ROWS_AT_ONCE, [group], ["model", "fold", column]):
                        lists = pa.Table.from_batches([batch]).filter(own)[column].combine_chunks()
                        yield start, lists
                        start += len(lists)
                start = stop

    def _stack(self, lists: pa.ListArray, column: str, *, width: int) -> Matrix:
        """Return lists of one length, `width` unless that is 0, as a matrix (rows, length)."""
        lengths = {*lists.value_lengths().unique().to_pylist(), *([width] if width else [])}
        if len(lengths) > 1:
            found = ", ".join(map(str, sorted(lengths)))
            raise ValueError(f"{self._paths[0]}: {column} vectors of lengths {found}, expected one length")
        stacked: Matrix = lists.flatten().to_numpy(zero_copy_only=False).reshape(len(lists), -1)
        return stacked


@dataclass(frozen=True)
class Pooled:
    """Unit vectors (n, d) pooled from those of two modalities, whenever some are taken: there is no matrix.

    `visual` and `language` (m, d) are as `VectorFiles` reads them, and so is `places` (n,): which of their
    rows is that of a record. `weight` and `trust` (n,) are those of `pool`.
    """

    visual: Matrix
    language: Matrix
    places: NDArray[np.int64]
    weight: float
    trust: NDArray[np.float64] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Return the number of vectors and their width."""
        return len(self.places), self.visual.shape[1]

    def __getitem__(self, rows: NDArray[np.int64]) -> Matrix:
        """Pool the vectors of some records, by their rows."""
        own, trust = self.places[rows], None if self.trust is None else self.trust[rows]
        return pool(self.visual[own], self.language[own], weight=self.weight, trust=trust)


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


def _of(model: str, fold: int) -> Expression:
    return (field("model") == model) & (field("fold") == fold)


def _first_of_equal(texts: pd.Series) -> NDArray[np.int64]:
    """Return for each text (n,) the row of the first that is equal to it."""
    groups, _ = pd.factorize(texts.fillna("").astype(str))
    first: NDArray[np.int64] = np.flatnonzero(~pd.Series(groups).duplicated())
    return np.asarray(first[groups])
