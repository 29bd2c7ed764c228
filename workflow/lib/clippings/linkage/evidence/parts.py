"""The evidence of candidate pairs, some at a time: of a table in memory, or of files, one a portion."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from clippings import row_groups
from clippings.linkage.evidence.comparing import QUALITY
from clippings.linkage.evidence.pairs import CandidatePairs, Sides
from clippings.linkage.neighbours import by_portion
from clippings.sides import is_query

Source: TypeAlias = pd.DataFrame | Sequence[str | Path]  # Of candidate pairs with their evidence.
NAMED = ["query", "target", "acceptable", "taught"]
SAMPLED = 5_000  # Queries from which a scorer learns without labels.


class EvidenceParts:
    """The candidate pairs of all queries: a table, or Parquet files, whose row groups are read one by one.

    Pairs of a query stand together, in one row group.
    """

    def __init__(self, records: pd.DataFrame, source: Source) -> None:
        self.records, self._source, self._sides = records, source, Sides(records)

    def read(self, comparisons: pd.DataFrame, *, labelled: bool) -> Iterator[tuple[int, CandidatePairs]]:
        """Read the pairs that some comparisons compare at all, whatever their quality: portion, pairs.

        Without labels those are left out that labels alone made candidates.
        """
        for number, part in self._parts([*NAMED, *comparisons["comparison"]]):
            kept = are_compared(part, comparisons, labelled=labelled)
            yield number, CandidatePairs(self.records, part[kept].reset_index(drop=True), self._sides)

    def of(self, queries: pd.Index, comparisons: pd.DataFrame, *, labelled: bool) -> CandidatePairs:
        """Return the compared pairs of some queries, by id, in their order."""
        parts = [
            pairs.evidence[pairs.evidence["query"].isin(queries)]
            for _, pairs in self.read(comparisons, labelled=labelled)
        ]
        return CandidatePairs(self.records, pd.concat(parts, ignore_index=True), self._sides)

    def sample(self, comparisons: pd.DataFrame) -> CandidatePairs:
        """Return the pairs of all queries, or of SAMPLED, that no label made candidates."""
        return self.of(self.sampled(SAMPLED), comparisons, labelled=False)

    def sampled(self, most: int) -> pd.Index:
        """Return the ids of all queries, or of `most`, seeded and without replacement."""
        queries = pd.Index(self.records.loc[is_query(self.records), "record"])
        if len(queries) <= most:
            return queries
        return queries[np.sort(np.random.default_rng(0).choice(len(queries), most, replace=False))]

    def _parts(self, columns: list[str]) -> Iterator[tuple[int, pd.DataFrame]]:
        if isinstance(self._source, pd.DataFrame):
            yield 1, self._source[columns]
            return
        for (number, _), files in by_portion(self._source):
            for file in files:
                yield from ((number, part) for part in row_groups.read_groups(file, columns=columns))


def are_compared(evidence: pd.DataFrame, comparisons: pd.DataFrame, *, labelled: bool) -> pd.Series:
    """Mark the pairs (n,) that some comparisons compare, without labels but those that labels alone found."""
    own = comparisons.loc[comparisons["part"] != QUALITY, "comparison"]
    compared = evidence[own].notna().any(axis=1)
    return compared if labelled else compared & ~evidence["taught"].astype(bool)
