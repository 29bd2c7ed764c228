"""The table of evidence, made some pairs at a time of the places of pairs and a file of comparisons."""

from collections.abc import Iterator
from itertools import pairwise
from tempfile import TemporaryFile

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.linkage.evidence.pairs import Candidates
from clippings.truth import group_of

Values = NDArray[np.float64]
PAIRS = 2**17  # Of a row group.


class EvidenceTable:
    """Candidate pairs of one seed with a column for each comparison; columns are kept in a temporary file."""

    def __init__(self, records: pd.DataFrame, pairs: Candidates, *, seed: int | None) -> None:
        self._ids, self._groups = records["record"].array, pd.factorize(group_of(records))[0]
        self._pairs, self._seed = pairs, seed
        self._folds = np.repeat([*pairs.folds], [own.stop - own.start for own in pairs.folds.values()])
        self._names, self._file = list[str](), TemporaryFile()  # noqa: SIM115 - closed with the table

    def __len__(self) -> int:
        return len(self._folds)

    def add(self, name: str, values: Values) -> None:
        """Add the column (pairs,) of a comparison."""
        self._names.append(name)
        self._file.seek(0, 2)
        self._file.write(np.ascontiguousarray(values, np.float64).data)

    def whole(self) -> pd.DataFrame:
        """Return the whole table."""
        return self.rows(0, len(self))

    def groups(self) -> Iterator[pd.DataFrame]:
        """Return parts of about PAIRS pairs, those of a query in one."""
        starts = np.flatnonzero(np.diff(self._pairs.queries, prepend=-1))
        cuts = starts[np.flatnonzero(np.diff(starts // PAIRS, prepend=-1))]
        return (
            self.rows(start, stop) for start, stop in pairwise([*cuts, len(self)] if len(self) else [0, 0])
        )

    def rows(self, start: int, stop: int) -> pd.DataFrame:
        """Return the pairs from one place to another."""
        queries, targets, taught = (part[start:stop] for part in self._pairs[:3])
        groups = self._groups[queries]
        acceptable = pd.Series(groups == self._groups[targets], dtype="boolean").where(groups >= 0)
        named = {
            "query": self._ids.take(queries),
            "target": self._ids.take(targets),
            "acceptable": acceptable,
        }
        named |= {"taught": taught, "seed": self._seed, "fold": self._folds[start:stop]}
        return pd.DataFrame(named | {name: self._column(name, start, stop) for name in self._names})

    def _column(self, name: str, start: int, stop: int) -> Values:
        place = self._names.index(name) * len(self) + start
        self._file.seek(place * np.dtype(np.float64).itemsize)
        return np.fromfile(self._file, np.float64, stop - start)
