"""Comparisons of the texts of candidate pairs: names, and each other field by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from clippings.folds import ALL
from clippings.linkage.candidates.alignment import WordAlignment, list_words
from clippings.linkage.candidates.counting import Frequencies, Lister, document_frequencies
from clippings.linkage.candidates.grams import portions
from clippings.linkage.candidates.measures import AS_READ, MEASURES, NEW_FORMS, WORDS
from clippings.linkage.candidates.postings import Search
from clippings.linkage.candidates.string_rows import Spelt, distinct_texts
from clippings.linkage.evidence.pairs import Candidates, Places
from clippings.tables import SEPARATOR
from clippings.values import amount_similarity, in_digits, year_similarity

Values = NDArray[np.float64]

TARGETS_AT_ONCE = 2**19  # Target texts whose n-grams are counted: some 900 bytes each, and as much meanwhile.

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
    pairs: Candidates,
    *,
    ocr: str,
    fields: Mapping[str, str],
    measures: Sequence[str],
    spelt_of: Callable[[pd.Series], Spelt],
    kanjivg: Path,
) -> Iterator[tuple[str, str, Values]]:
    """Compare the texts of pairs of records, part by part: yield part, measure and similarities (pairs,).

    The first part is the name, the others `fields` with their kinds; a name is compared by `measures` too.
    Similarities are NaN where a text is empty, or has nothing left as it is spelt: the search by that measure
    does not find it either. `spelt_of` returns for texts how they are spelt for a measure in a fold. Document
    frequencies are those of all records, whichever pairs are compared; where there are none, only texts are
    spelt that are compared or teach a spelling.
    """
    read, needed = records[ocr].fillna("").to_numpy(dtype=object), _teaches(records)
    needed[pairs.queries] = needed[pairs.targets] = True
    for place, (part, kind) in enumerate({"name": "name", **fields}.items()):
        texts = pd.Series([_part(text, place) for text in read], records.index, dtype="str")
        spelt = {True: spelt_of(texts), False: spelt_of(texts.where(needed, ""))}
        names = KINDS[kind]
        if kind == "name":
            names = tuple(dict.fromkeys([*measures, *names, "aligned_words"]))
        for name in names:
            weighed, values = _weighed_by(name), np.full(len(pairs.queries), np.nan)
            for fold, own in (pairs.folds if _is_learned(name) else {ALL: slice(None)}).items():
                spelt_texts = spelt[weighed is not None](_spelling_of(name), fold)
                frequencies = weighed and document_frequencies(distinct_texts(records, spelt_texts), weighed)
                sides = pairs.queries[own], pairs.targets[own]
                values[own] = _compare(name, spelt_texts, sides, frequencies=frequencies, kanjivg=kanjivg)
            yield part, name, values


def _compare(
    name: str,
    texts: pd.Series,
    pairs: tuple[Places, Places],
    *,
    frequencies: Frequencies | None,
    kanjivg: Path,
) -> Values:
    """Compare the texts of pairs of records by one measure; each distinct text is prepared once."""
    codes, distinct = pd.factorize(texts)
    known = np.asarray(distinct != "")[codes]
    both = known[pairs[0]] & known[pairs[1]]
    values = np.full(len(both), np.nan)
    if not both.any():
        return values
    rows, columns = (codes[side[both]] for side in pairs)
    if name in PAIRWISE:
        values[both] = _compare_each(PAIRWISE[name][1], distinct, rows, columns)
        return values
    maker: Callable[..., Search | WordAlignment] = (
        WordAlignment if name == "aligned_words" else MEASURES[name].search(kanjivg, 1)
    )
    if frequencies is not None:
        maker = partial(maker, frequencies=frequencies)
    values[both] = _search_pairs(maker, distinct, rows, columns)
    return values


def _search_pairs(
    maker: Callable[..., Search | WordAlignment], distinct: pd.Index, rows: Places, columns: Places
) -> Values:
    """Compare pairs of distinct texts by a search, some target texts in memory at a time."""
    values = np.empty(len(rows))
    places, targets = _renumber(columns, distinct)
    for start in range(0, len(targets), TARGETS_AT_ONCE):
        own = np.flatnonzero(places // TARGETS_AT_ONCE == start // TARGETS_AT_ONCE)
        asked, queries = _renumber(rows[own], distinct)
        search = maker(queries, targets[start : start + TARGETS_AT_ONCE])
        values[own] = search.of_pairs(asked, places[own] - start)
    return values


def _compare_each(
    compare: Callable[[list[str], list[str]], Values], distinct: pd.Index, rows: Places, columns: Places
) -> Values:
    """Compare pairs of distinct texts by a function of two lists; of some at a time, equal pairs once."""
    parts = []
    for own in portions(len(rows)):
        places, codes = pd.factorize(rows[own] * len(distinct) + columns[own])
        pair = np.divmod(codes, len(distinct))
        parts.append(compare(*(distinct[part].tolist() for part in pair))[places])
    return np.concatenate(parts)


def _renumber(codes: Places, distinct: pd.Index) -> tuple[Places, NDArray[np.object_]]:
    """Return the texts that some codes (n,) name, and the place of each among these."""
    used = np.zeros(len(distinct), bool)
    used[codes] = True
    return (np.cumsum(used) - 1)[codes], distinct[used].to_numpy(dtype=object)


def _part(text: str, place: int) -> str:
    """Return one of the parts of a text, or nothing where it has fewer."""
    parts = text.split(SEPARATOR, place + 1)
    return parts[place] if place < len(parts) else ""


def _teaches(records: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark the records (n,) that are in the training split of some fold."""
    folded = records["fold"].notna() if "fold" in records else False
    return np.array((records["split"] == "train") | folded, bool)


def _weighed_by(name: str) -> Lister | None:
    """Return what lists that which a measure weighs by document frequencies, if it does."""
    if name == "aligned_words":
        return list_words
    return None if name in PAIRWISE else MEASURES[name].weighed


def _is_learned(name: str) -> bool:
    return name in MEASURES and MEASURES[name].learned


def _spelling_of(name: str) -> str:
    if name == "aligned_words":
        return WORDS
    return PAIRWISE[name][0] if name in PAIRWISE else MEASURES[name].spelling
