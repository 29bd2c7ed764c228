"""Candidates from postings: the targets whose rare character n-grams a query text has, scored exactly."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix
from sparse_dot_topn import sp_matmul_topn

from clippings import running
from clippings.linkage.candidates.counting import (
    Grams,
    Lister,
    Places,
    Texts,
    count_known,
    document_frequencies,
    list_windows,
)
from clippings.linkage.candidates.ranking import Pairs, best_of

CANDIDATES, PER_NEIGHBOUR = 256, 16  # Scored exactly of a query: so many, or so many for each of its k.
# Read of a query, from its rarest gram on; its LEAST rarest grams are read whatever their length.
MOST_POSTINGS, LEAST_GRAMS = 100_000, 3
QUERIES_AT_ONCE = 2**12
SAMPLED, SEED = 200, 0  # Queries on which recall is measured, of these SAMPLED_AT_ONCE.
SAMPLED_AT_ONCE = 32
NONE = -1
Columns = NDArray[np.int32]  # Candidates (n, c) of query texts: places of target texts, or NONE.


class Search(Protocol):
    """Distinct query and target texts, ready to be compared block by block."""

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of some query rows, counted from 0, and all ties with the first."""

    def of_pairs(self, rows: Places, columns: Places) -> NDArray[np.float64]:
        """Return the similarity (pairs,) of query rows and target columns, pair by pair."""


Maker = Callable[..., Search]  # Of query and target texts, and of `frequencies` where they weigh.


class Kind(NamedTuple):
    """By which grams targets are found, and to what power inverse document frequencies weigh them."""

    grams: Lister
    power: float


def list_marked(texts: Texts) -> Grams:
    """List the runs of two and three characters of each text, with a mark before it and one behind."""
    marked = [f"\x02{text}\x03" for text in texts]
    return Grams(*map(np.concatenate, zip(*(list_windows(marked, size) for size in (2, 3)), strict=True)))


# Half of the frequency on either side, so that a gram weighs by it once: best for edits of those tried.
BY_CHARACTERS = Kind(list_marked, 0.5)


class Postings:
    """The n-grams of m target texts, each with the targets that have it.

    Scores are cosines of weighted counts of n-grams. What a query finds hangs on the targets alone.
    """

    def __init__(self, targets: Texts, kind: Kind) -> None:
        self._kind = kind
        self._frequencies = document_frequencies([targets], kind.grams)
        # By gram, then target.
        self._targets = csr_matrix(self._weighed(targets).T)

    def nearest(self, queries: Texts, count: int, *, threads: int) -> tuple[Columns, float, float]:
        """Return the `count` best targets (n, count) of query texts, NONE where there are fewer.

        Also the mean number of grams of a query, and of those skipped.
        """
        found = np.full((len(queries), count), NONE, np.int32)
        grams = np.zeros((len(queries), 2))
        starts = range(0, len(queries), QUERIES_AT_ONCE)
        for start in running.progress(starts, what="postings of queries", total=len(starts)):
            rows = slice(start, start + QUERIES_AT_ONCE)
            weighed = self._weighed(queries[rows])
            kept = self._rarest(weighed)
            grams[rows] = np.stack([np.diff(each.indptr) for each in (weighed, kept)], axis=1)
            best = sp_matmul_topn(csr_matrix(kept), self._targets, top_n=count, n_threads=threads)
            each = np.repeat(np.arange(best.shape[0]), np.diff(best.indptr))
            found[each + start, np.arange(best.nnz) - best.indptr[each]] = best.indices
        every, kept = grams.mean(axis=0) if len(queries) else (0.0, 0.0)
        return found, float(every), float(every - kept)

    def _weighed(self, texts: Texts) -> csr_array:
        """Return the weights of the grams of texts (n, g), those that no target has left out, of length 1."""
        counts = count_known(texts, self._kind.grams, self._frequencies.codes)
        weights = self._frequencies.weights(self._frequencies.codes) ** self._kind.power
        data = counts.data * weights[counts.indices]
        rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
        data /= np.sqrt(np.bincount(rows, data * data, len(texts)))[rows]
        return csr_array((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)

    def _rarest(self, weighed: csr_array) -> csr_array:
        """Keep of each row the rarest grams, whose postings are at most MOST_POSTINGS, but LEAST_GRAMS."""
        having = self._frequencies.having[weighed.indices]
        rows = np.repeat(np.arange(weighed.shape[0]), np.diff(weighed.indptr))
        order = np.lexsort((having, rows))
        read = np.concatenate([[0], np.cumsum(having[order])])
        starts = weighed.indptr[rows]
        kept = np.zeros(len(order), bool)
        kept[order] = (read[1:] - read[starts] <= MOST_POSTINGS) | (
            np.arange(len(order)) - starts < LEAST_GRAMS
        )
        ends = np.concatenate([[0], np.cumsum(kept)])[weighed.indptr]
        return csr_array((weighed.data[kept], weighed.indices[kept], ends), shape=weighed.shape)


class PostingSearch:
    """Score exactly, by the pairs of another search, the candidates (n, c) of each query text."""

    def __init__(self, search: Search, candidates: Columns) -> None:
        self._search, self._candidates = search, candidates

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best candidates of query rows and all candidates that tie with the first."""
        places, ranks = np.nonzero(self._candidates[rows] != NONE)
        columns = self._candidates[rows][places, ranks].astype(np.int64)
        return best_of(Pairs(places, columns, self.of_pairs(places + rows.start, columns)), k)

    def of_pairs(self, rows: Places, columns: Places) -> NDArray[np.float64]:
        """Return the similarity (pairs,) of query rows and target columns, pair by pair."""
        return self._search.of_pairs(rows, columns)


class Found(NamedTuple):
    """Candidates of query texts, and those of a sample of all queries, on which recall is measured."""

    candidates: Columns
    sample: list[str]
    of_sample: Columns


def find_candidates(
    queries: list[str], targets: list[str], *, sample: list[str], kind: Kind, k: int, threads: int
) -> Found:
    """Find for query texts, and those of a sample, targets to be scored by measures that keep k of them."""
    count = min(max(CANDIDATES, PER_NEIGHBOUR * k), len(targets))
    postings = Postings(targets, kind)
    candidates, grams, skipped = postings.nearest(queries, count, threads=threads)
    running.say(
        f"postings of {len(targets)} texts: of {grams:.1f} grams a query {skipped:.1f} are skipped,"
        f" {(candidates != NONE).sum(axis=1).mean() if len(queries) else 0:.0f} candidates a query"
    )
    return Found(candidates, sample, postings.nearest(sample, count, threads=threads)[0])


def draw_sample(texts: list[str]) -> list[str]:
    """Draw SAMPLED texts without replacement, in their order."""
    count = min(SAMPLED, len(texts))
    drawn = np.random.default_rng(SEED).choice(len(texts), count, replace=False)
    return [texts[place] for place in np.sort(drawn)]


def measure_recall(search: Search, candidates: Columns, *, k: int) -> float:
    """Return the share of the k best scores of each query that its candidates reach, by exact search.

    Of targets with one score any is as good. Queries that resemble nothing do not count.
    """
    shares = []
    for start in range(0, len(candidates), SAMPLED_AT_ONCE):
        rows = slice(start, start + SAMPLED_AT_ONCE)
        exact, found = (each.best(rows, k) for each in (search, PostingSearch(search, candidates)))
        count = len(candidates[rows])
        wanted = np.minimum(np.bincount(exact.rows, minlength=count), k)
        # Ordered by (row, score falling): the least of the k best stands at this place.
        known = np.flatnonzero(wanted)
        least = np.full(count, np.inf)
        least[known] = exact.scores[np.searchsorted(exact.rows, known) + wanted[known] - 1]
        reached = np.bincount(found.rows, found.scores >= least[found.rows], count)
        shares.append(np.minimum(reached, wanted)[known] / wanted[known])
    return float(np.concatenate([np.zeros(0), *shares]).mean()) if any(map(len, shares)) else 1.0
