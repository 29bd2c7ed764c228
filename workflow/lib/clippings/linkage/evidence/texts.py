"""Comparisons of the texts of candidate pairs: names, and each other field by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from clippings.linkage.candidates.alignment import WordAlignment, list_words
from clippings.linkage.candidates.counting import Frequencies, document_frequencies
from clippings.linkage.candidates.measures import AS_READ, MEASURES, NEW_FORMS, WORDS
from clippings.linkage.candidates.postings import Search
from clippings.linkage.candidates.string_rows import Spelt, distinct_texts
from clippings.tables import SEPARATOR
from clippings.values import amount_similarity, in_digits, year_similarity

Places = NDArray[np.int64]
Values = NDArray[np.float64]

# What pairs alone are compared by: a spelling, and a function of two lists of texts (n,).
PAIRWISE: dict[str, tuple[str, Callable[[list[str], list[str]], Values]]] = {
    "year": (AS_READ, year_similarity),
    "amount": (AS_READ, amount_similarity),
    # An office, or a street without its town, within a longer address.
    "within": (
        NEW_FORMS,
        lambda ones, others: (
            process.cpdist(*map(in_digits, (ones, others)), scorer=fuzz.partial_ratio, dtype=np.float64) / 100
        ),
    ),
    "jaro_winkler": (
        NEW_FORMS,
        lambda ones, others: process.cpdist(ones, others, scorer=JaroWinkler.similarity, dtype=np.float64),
    ),
}
# How a field of each kind is compared; a name also by the string measures of the dataset.
KINDS = {
    "name": ("levenshtein_forms", "levenshtein_normalised", "jaccard_normalised", "jaro_winkler"),
    "address": ("levenshtein_forms", "levenshtein_normalised", "jaccard", "jaccard_normalised", "within"),
    "date": ("year", "levenshtein_forms"),
    "number": ("amount", "levenshtein_forms"),
    "text": ("levenshtein_forms", "jaccard", "jaccard_normalised", "tfidf", "aligned_words"),
}


def compare_fields(
    records: pd.DataFrame,
    pairs: tuple[Places, Places],
    *,
    ocr: str,
    fields: Mapping[str, str],
    measures: Sequence[str],
    spelt_of: Callable[[pd.Series], Spelt],
    fold: int,
    kanjivg: Path,
) -> Iterator[tuple[str, str, Values]]:
    """Compare the texts of pairs of records, part by part: yield part, measure and similarities (pairs,).

    `pairs` are the places of queries and targets, pairs of a query together. The first part is the name,
    compared by `measures` too; the others are `fields` with their kinds. Similarities are NaN where a text is
    empty, or has nothing left as it is spelt: the search by that measure does not find it either. `spelt_of`
    returns for texts how they are spelt for a measure in a fold. Document frequencies are those of all
    records, whichever pairs are compared.
    """
    parts = records[ocr].fillna("").str.split(SEPARATOR)
    for place, (part, kind) in enumerate({"name": "name", **fields}.items()):
        texts = parts.str.get(place).fillna("")
        spelt, names = spelt_of(texts), KINDS[kind]
        if place == 0:
            names = tuple(dict.fromkeys([*measures, *names, "aligned_words"]))
        for name in names:
            spelt_texts = spelt(_spelling_of(name), fold).to_numpy(dtype=object)
            known = spelt_texts != ""
            both = known[pairs[0]] & known[pairs[1]]
            values = np.full(len(both), np.nan)
            if both.any():
                known_pairs = (spelt_texts[side[both]] for side in pairs)
                weights = _frequencies(records, spelt_texts, name)
                values[both] = _compare(name, *known_pairs, frequencies=weights, kanjivg=kanjivg)
            yield part, name, values


def _compare(
    name: str,
    ones: NDArray[np.object_],
    others: NDArray[np.object_],
    *,
    frequencies: Frequencies | None,
    kanjivg: Path,
) -> Values:
    """Compare pairs of texts (n,) by one measure; each distinct text is prepared once."""
    if name in PAIRWISE:
        return PAIRWISE[name][1](ones.tolist(), others.tolist())
    maker: Callable[..., Search | WordAlignment] = (
        WordAlignment if name == "aligned_words" else MEASURES[name].search(kanjivg, 1)
    )
    if frequencies is not None:
        maker = partial(maker, frequencies=frequencies)
    (rows, queries), (columns, targets) = (pd.factorize(side) for side in (ones, others))
    return maker(queries.tolist(), targets.tolist()).of_pairs(rows, columns)


def _frequencies(records: pd.DataFrame, texts: NDArray[np.object_], name: str) -> Frequencies | None:
    """Return the document frequencies, in all records, of what a measure weighs by them."""
    weighed = list_words if name == "aligned_words" else None if name in PAIRWISE else MEASURES[name].weighed
    if weighed is None:
        return None
    return document_frequencies(distinct_texts(records, pd.Series(texts, records.index)), weighed)


def _spelling_of(name: str) -> str:
    if name == "aligned_words":
        return WORDS
    return PAIRWISE[name][0] if name in PAIRWISE else MEASURES[name].spelling
