"""Candidates from postings: targets with words similar to those of a query text, later scored exactly."""

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix
from sparse_dot_topn import sp_matmul_topn

from clippings import running
from clippings.linkage.candidates.counting import (
    TEXTS_AT_ONCE,
    Frequencies,
    Grams,
    Lister,
    Places,
    Texts,
    count_grams,
    count_known,
    count_words,
    list_windows,
)
from clippings.linkage.candidates.ranking import Pairs, best_of
from clippings.tables import SEPARATOR

CANDIDATES, PER_NEIGHBOUR = 256, 16  # Scored exactly of a query: so many, or so many for each of its k.
# Words of targets found by their grams, for all words of a query together: so many a candidate, from so many
# postings, from the rarest gram on. Then postings of these words, from the one on that adds most to scores.
PER_CANDIDATE, MOST_OF_GRAMS, MOST_OF_WORDS = 2.5, 100_000, 45_000
LEAST_GRAMS, LEAST_WORDS = 3, 1  # Of a word and of a query; they are read however many postings they have.
QUERIES_AT_ONCE = 2**12
SAMPLED, SEED = 200, 0  # Queries on which recall is measured, of these SAMPLED_AT_ONCE.
SAMPLED_AT_ONCE, TARGETS_AT_ONCE = 32, 2**16
NONE = -1
Columns = NDArray[np.int32]  # Candidates (n, c) of query texts: places of target texts, or NONE.
Keys = NDArray[np.floating] | NDArray[np.integer]


class Search(Protocol):
    """Distinct query and target texts, ready to be compared block by block."""

    def best(self, rows: slice, k: int) -> Pairs:
        """Return the k best targets of some query rows, counted from 0, and all ties with the first."""

    def of_pairs(self, rows: Places, columns: Places) -> NDArray[np.float64]:
        """Return the similarity (pairs,) of query rows and target columns, pair by pair."""


Maker = Callable[..., Search]  # Of query and target texts, and of `frequencies` where they weigh.


class Kind(NamedTuple):
    """By which grams of words targets are found, and to what power inverse frequencies weigh them."""

    grams: Lister
    power: float


def list_marked(texts: Texts) -> Grams:
    """List the runs of two and three characters of each text, with a mark before it and one behind."""
    marked = [f"\x02{text}\x03" for text in texts]
    return Grams(*map(np.concatenate, zip(*(list_windows(marked, size) for size in (2, 3)), strict=True)))


# Half of the frequency on either side, so that a gram weighs by it once: best for edits of those tried.
BY_CHARACTERS = Kind(list_marked, 0.5)


class Postings:
    """The words of m target texts, each with the targets that have it, found by the n-grams of words.

    Scores are cosines of weighed counts of n-grams within words, in two steps: the inner products of each
    word of a query with similar words, and their sums over the targets that have these. So a target is read
    once for a word, not for each n-gram of it. What a query finds depends on the targets alone.
    """

    def __init__(self, targets: Texts, kind: Kind) -> None:
        # Texts that begin alike side by side: sums over the targets of a word then lie close in memory.
        self._order = np.array(sorted(range(len(targets)), key=targets.__getitem__), np.int32)
        self._kind, (counts, words) = kind, count_words(_parted(targets[place] for place in self._order))
        self._words_of_text = max(counts.sum() / max(len(targets), 1), 1)
        _, grams, codes = count_grams([], words, kind.grams)
        parts = [slice(start, start + TEXTS_AT_ONCE) for start in range(0, len(targets), TEXTS_AT_ONCE)]
        having = np.zeros(len(codes), np.int64)
        for part in parts:
            having += np.bincount((counts[part] @ grams).indices, minlength=len(codes))
        self._codes = codes
        self._weights = Frequencies(len(targets), codes, having).weights(codes) ** kind.power
        weighed = self._weighed(grams)
        # By gram, then word; and by word, then target. The latter has the length of each target's grams.
        self._lengths = lengths_of(weighed)
        self._words = csr_matrix(divide(weighed, self._lengths).T)
        lengths = [lengths_of(counts[part] @ weighed) for part in parts]
        self._targets = csr_matrix(divide(counts, np.concatenate([np.zeros(0), *lengths])).T)

    def nearest(self, queries: Texts, count: int, *, threads: int) -> tuple[Columns, float, float]:
        """Return the `count` best targets (n, count) of query texts, NONE where there are fewer.

        Also the mean number of words of targets that are similar to those of a query, and of those skipped.
        """
        found = np.full((len(queries), count), NONE, np.int32)
        similar_words = np.zeros((len(queries), 2))
        counts, words = count_words(_parted(queries))
        similar = self._similar(words, count, threads=threads)
        starts = range(0, len(queries), QUERIES_AT_ONCE)
        for start in running.progress(starts, what="postings of queries", total=len(starts)):
            rows = slice(start, start + QUERIES_AT_ONCE)
            # Sums in the order of the words, whatever other queries have.
            products = counts[rows] @ similar
            products.sort_indices()
            kept = keep_first(products, -products.data, self._targets, most=MOST_OF_WORDS, least=LEAST_WORDS)
            similar_words[rows] = np.stack([np.diff(each.indptr) for each in (products, kept)], axis=1)
            best = sp_matmul_topn(csr_matrix(kept), self._targets, top_n=count, n_threads=threads)
            each = np.repeat(np.arange(best.shape[0]), np.diff(best.indptr))
            found[each + start, np.arange(best.nnz) - best.indptr[each]] = self._order[best.indices]
        every, kept = similar_words.mean(axis=0) if len(queries) else (0.0, 0.0)
        return found, float(every), float(every - kept)

    def _similar(self, words: Sequence[str], count: int, *, threads: int) -> csr_array:
        """Return the inner products (w, v) of words with the words of targets that have the best cosines.

        They are as many as `count` candidates need.
        """
        deep = min(ceil(PER_CANDIDATE * count / self._words_of_text), self._words.shape[1])
        most = int(MOST_OF_GRAMS / self._words_of_text)
        weighed = self._weighed(count_known(words, self._kind.grams, self._codes))
        having = np.diff(self._words.indptr)[weighed.indices]
        kept = csr_matrix(keep_first(weighed, having, self._words, most=most, least=LEAST_GRAMS))
        similar = csr_array(sp_matmul_topn(kept, self._words, top_n=deep, n_threads=threads))
        similar.data *= self._lengths[similar.indices].astype(np.float32)
        similar.sort_indices()
        return similar

    def _weighed(self, counts: csr_array) -> csr_array:
        data = (counts.data * self._weights[counts.indices]).astype(np.float32)
        return csr_array((data, counts.indices, counts.indptr), shape=counts.shape)


def _parted(texts: Iterable[str]) -> list[str]:
    """Let words end where fields do: with a year behind it, the last word of a name is like no other."""
    return [text.replace(SEPARATOR, " ") for text in texts]


def keep_first(matrix: csr_array, keys: Keys, postings: csr_matrix, *, most: int, least: int) -> csr_array:
    """Keep of each row the entries with the lowest keys whose postings are `most` in all, or `least` entries.

    The columns of `matrix` are the rows of `postings`.
    """
    having = np.diff(postings.indptr)[matrix.indices].astype(np.int64)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((keys, rows))
    read = np.concatenate([[0], np.cumsum(having[order])])
    starts = matrix.indptr[rows]
    kept = np.zeros(len(order), bool)
    kept[order] = (read[1:] - read[starts] <= most) | (np.arange(len(order)) - starts < least)
    ends = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr].astype(np.int32)
    return csr_array((matrix.data[kept], matrix.indices[kept], ends), shape=matrix.shape)


def lengths_of(matrix: csr_array) -> NDArray[np.float64]:
    """Return the length (n,) of each row, 1 where there is nothing."""
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1), float)
    return np.sqrt(np.where(squares > 0, squares, 1))


def divide(matrix: csr_array, lengths: NDArray[np.float64]) -> csr_array:
    """Divide each row by its length (n,), in float32."""
    data = (matrix.data / np.repeat(lengths, np.diff(matrix.indptr))).astype(np.float32)
    return csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


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
    candidates, words, skipped = postings.nearest(queries, count, threads=threads)
    running.say(
        f"postings of {len(targets)} texts: of {words:.0f} similar words a query {skipped:.0f} are skipped,"
        f" {(candidates != NONE).sum(axis=1).mean() if len(queries) else 0:.0f} candidates a query"
    )
    return Found(candidates, sample, postings.nearest(sample, count, threads=threads)[0])


def draw_sample(texts: list[str]) -> list[str]:
    """Draw SAMPLED texts without replacement, in their order."""
    count = min(SAMPLED, len(texts))
    drawn = np.random.default_rng(SEED).choice(len(texts), count, replace=False)
    return [texts[place] for place in np.sort(drawn)]


def measure_recall(
    search: Maker, sample: list[str], targets: list[str], candidates: Columns, *, k: int
) -> float:
    """Return the share of the k best scores of each query that its candidates reach, by exact search.

    Of targets with one score any is as good. Queries that resemble nothing do not count. Targets are compared
    TARGETS_AT_ONCE, so that memory does not grow with them.
    """
    exact, found = np.zeros((2, len(sample), k))
    for start in range(0, len(targets), TARGETS_AT_ONCE):
        compared = search(sample, targets[start : start + TARGETS_AT_ONCE])
        own = (candidates >= start) & (candidates < start + TARGETS_AT_ONCE)
        among = PostingSearch(compared, np.where(own, candidates - start, NONE))
        for first in range(0, len(sample), SAMPLED_AT_ONCE):
            rows = slice(first, first + SAMPLED_AT_ONCE)
            exact[rows] = _better(exact[rows], compared.best(rows, k))
            found[rows] = _better(found[rows], among.best(rows, k))
    wanted = (exact > 0).sum(axis=1)
    known = np.flatnonzero(wanted)
    reached = (found[known] >= exact[known, wanted[known] - 1][:, None]).sum(axis=1)
    return float((reached / wanted[known]).mean()) if len(known) else 1.0


def _better(scores: NDArray[np.float64], pairs: Pairs) -> NDArray[np.float64]:
    """Return the k best, falling, of scores (n, k) and those of pairs, which fall too in each row."""
    ranks = np.arange(len(pairs.rows)) - np.searchsorted(pairs.rows, pairs.rows)
    kept = ranks < scores.shape[1]
    others = np.zeros_like(scores)
    others[pairs.rows[kept], ranks[kept]] = pairs.scores[kept]
    return -np.sort(-np.concatenate([scores, others], axis=1), axis=1)[:, : scores.shape[1]]
