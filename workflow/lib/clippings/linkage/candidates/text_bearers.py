"""Records and the distinct texts that they bear: many equal texts cost what one costs."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clippings.linkage.candidates.bearers import Tally
from clippings.linkage.candidates.ranking import Side
from clippings.linkage.neighbours import TIES


class Bearers:
    """Records (n,), ordered by id, and their distinct texts, in the order of the first that bears each.

    So ties between texts fall by record id in the end.
    """

    def __init__(self, records: Side, texts: NDArray[np.object_]) -> None:
        self.records = records
        self.text_of, distinct = pd.factorize(texts)
        self.texts = distinct.tolist()

    def hide(self, most: int) -> "Hidden":
        """Hide all but the first `most` records of each text."""
        order = np.argsort(self.text_of, kind="stable")
        borne = self.text_of[order]
        listed = np.zeros(len(order), bool)
        listed[order] = np.arange(len(order)) - np.searchsorted(borne, borne) < most
        return Hidden(self, listed)


class Hidden:
    """Records that are not listed as neighbours, since enough others bear the same text: they are counted."""

    def __init__(self, bearers: Bearers, listed: NDArray[np.bool_]) -> None:
        rows = np.flatnonzero(listed)
        shape = (len(bearers.texts), len(listed))
        # Texts and the listed records that bear them, 1 where one does.
        self.spread = csr_array((np.ones(len(rows)), (bearers.text_of[rows], rows)), shape=shape)
        self._records = bearers.records.take(np.flatnonzero(~listed))
        self._texts = bearers.text_of[~listed]
        self._count = np.bincount(self._texts, minlength=shape[0])
        codes, groups, entities = self._records.codes, self._records.groups, self._records.entities
        self._coded = Tally(self._texts, codes)
        self._labelled = [
            (Tally(self._texts, labels), Tally(self._texts, labels, codes)) for labels in (groups, entities)
        ]

    def add_ties(self, table: pd.DataFrame, found: csr_array, queries: Side) -> pd.DataFrame:
        """Add to the numbers of ties in a table of neighbours the hidden records that tie, of `queries` (n,).

        `found` are their scores (n, texts). Where a text with hidden records ties, so many are listed that
        the table has numbers.
        """
        if not len(self._texts) or table.empty:
            return table
        first = table[table["rank"] == 1]
        best = np.full(len(queries.ids), np.inf)
        best[pd.Index(queries.ids).get_indexer(first["query"])] = first["score"]
        pairs = found.tocoo()
        tied = (self._count[pairs.col] > 0) & (pairs.data == best[pairs.row])
        rows, texts = pairs.row[tied], pairs.col[tied]
        codes = queries.codes[rows]
        added = [self._count[texts] - self._coded.count(texts, codes)]
        for labels, (known, excluded) in zip((queries.groups, queries.entities), self._labelled, strict=True):
            same = labels[rows]
            added.append(known.count(texts, same) - excluded.count(texts, same, codes))
        places = pd.Index(queries.ids).get_indexer(table["query"])
        for name, counts in zip(TIES, added, strict=True):
            table[name] += np.bincount(rows, counts, len(queries.ids))[places]
        return table
