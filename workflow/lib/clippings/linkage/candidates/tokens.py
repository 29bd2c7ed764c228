"""Search by the words of two texts in whatever order: all of them, or those in common set apart.

Tokens are words, split at white space and punctuation: a text written without either is one token.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from scipy.sparse import csr_array

from clippings.linkage.candidates.counting import SCATTER, Grams, Texts, count_grams, hash_strings, rows_of
from clippings.linkage.candidates.grams import EditSearch, Values
from clippings.spelling import tokens


class TokenSortSearch(EditSearch):
    """Compare by rapidfuzz's `token_sort_ratio` / 100, exactly.

    With the tokens of each text sorted, that is 2 · characters in common in the same order / both lengths: a
    replaced character counts as two edits.
    """

    scorer = staticmethod(fuzz.ratio)

    def __init__(self, queries: Texts, targets: Texts) -> None:
        super().__init__(*([" ".join(sorted(tokens(text))) for text in side] for side in (queries, targets)))

    def _bounds(self, rows: slice) -> Values:
        """Bound the similarity by the characters in common, in any order."""
        bounds = self._shared.of(rows)
        bounds /= np.add.outer(self._lengths[0][rows] / 2, self._lengths[1] / 2)
        return bounds

    def of_pairs(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the similarity (pairs,) of query rows and target columns, pair by pair."""
        ratios = self._compared(rows, columns, scorer=self.scorer, dtype=np.float64)
        # Two texts without a token are equal to rapidfuzz, but share nothing.
        return np.where(self._texts[0][rows] != "", ratios / 100, 0.0)


class TokenSetSearch(TokenSortSearch):
    """Compare by rapidfuzz's `token_set_ratio` / 100, exactly.

    The similarity of `TokenSortSearch`, each token once, is taken of three texts: the tokens of both, and
    these followed by the other tokens of either. The highest of any two counts: 1 where one text has all
    tokens of the other.
    """

    scorer = staticmethod(fuzz.token_set_ratio)

    def __init__(self, queries: Texts, targets: Texts) -> None:
        once = [[" ".join(dict.fromkeys(tokens(text))) for text in side] for side in (queries, targets)]
        super().__init__(once[0], once[1])

    @cached_property
    def _places(self) -> tuple[csr_array, csr_array]:
        own, other, _ = count_grams(*self._texts, list_token_places)
        return own, other.T.tocsr()

    def _bounds(self, rows: slice) -> Values:
        """Bound the similarity by the characters in common, in any order, and by the tokens in common."""
        bounds, common = super()._bounds(rows), (self._places[0][rows] @ self._places[1]).tocoo()
        shorter = np.minimum(self._lengths[0][rows][common.row], self._lengths[1][common.col])
        characters, pairs = common.data - 1, (common.row, common.col)
        bounds[pairs] = np.maximum(bounds[pairs], 2 * characters / (characters + shorter))
        return bounds


def list_token_places(texts: Texts) -> Grams:
    """List each character of each token of texts, and the space behind the token.

    Two texts have one more of them in common than the tokens in common, joined by spaces, have characters.
    """
    split = [text.split() for text in texts]
    words = [word for own in split for word in own]
    lengths = np.fromiter(map(len, words), np.int64, len(words)) + 1
    places = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    codes = np.repeat(hash_strings(words), lengths) + places.astype(np.uint64) * SCATTER
    return Grams(np.repeat(rows_of(split), lengths), codes)
