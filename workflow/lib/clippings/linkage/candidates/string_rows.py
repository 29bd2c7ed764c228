"""The rows of the results table that compare OCR texts: candidates are the most similar ones."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

import pandas as pd

from clippings import running, spelling
from clippings.folds import ALL, fold_numbers, in_fold
from clippings.linkage.candidates.counting import Texts
from clippings.linkage.candidates.lookalikes import fold_lookalikes
from clippings.linkage.candidates.measures import (
    AS_READ,
    COMPATIBLE,
    FOLDED,
    MEASURES,
    NEW_FORMS,
    NORMALISED,
    NORMALISED_WORDS,
    WORDS,
    Measure,
    compare_words,
)
from clippings.linkage.candidates.postings import Kind
from clippings.linkage.candidates.text_search import Shared, compare_texts
from clippings.linkage.neighbours import Searched, take_choice
from clippings.linkage.tuning import Objective, tune
from clippings.sides import is_query, is_target, restrict_to_queries
from clippings.spelling import STEPS, fold_compatible, fold_forms, fold_words

FOLDS = {COMPATIBLE: fold_compatible, NEW_FORMS: fold_forms}
Spelt = Callable[[str, int], pd.Series]  # The texts (n,) as spelt for a measure in a fold.
LEARNED_ON = {NORMALISED: FOLDED, NORMALISED_WORDS: WORDS}  # On what look-alikes are learned.


def compare_strings(
    records: pd.DataFrame,
    *,
    measures: Sequence[str],
    ocrs: Sequence[str],
    lengths: Sequence[int],
    objective: Objective,
    k: int,
    kanjivg: str | Path,
    steps: Collection[str] = STEPS,
    threads: int = 1,
    portion: tuple[int, int] = (1, 1),
    chosen: pd.DataFrame | None = None,
) -> Iterator[Searched]:
    """Find by each measure and OCR, for each query, the k targets of the most similar texts.

    All ties with the first come along. An empty text matches nothing: it is neither a neighbour nor has one.
    Measures that learn look-alikes from the training split, or choose the n of their n-grams from `lengths`
    by `objective`, are searched in each fold, others once. `kanjivg` is the path of KanjiVG's archive.
    Normalised rows fold by `steps`, then look-alikes. Only queries of the `portion` are searched for. The n
    is that of the table of choices `chosen`, where that of the first portion is given.
    """
    folds, kanjivg = fold_numbers(records), Path(kanjivg)
    compare = partial(compare_texts, k=k, threads=threads, portion=portion)
    for ocr in ocrs:
        spelt = spellings(records, records[ocr], steps)
        planned = [
            (name, fold) for name in measures for fold in (folds if MEASURES[name].depends_on_fold else [ALL])
        ]
        shared: dict[object, Shared] = {}
        waiting = Counter(_shares(MEASURES[name], fold) for name, fold in planned)
        for name, fold in planned:
            running.say(f"comparing {ocr} texts by {name}" + (f", fold {fold}" if fold else ""))
            measure, row = MEASURES[name], {"method": name, "modality": "string", "ocr": ocr, "seed": None}
            texts, length, tried = spelt(measure.spelling, fold), 0, None
            if measure.tuned and chosen is not None:
                value, tried = take_choice(chosen, row, fold=fold, setting="ngram_length")
                length = int(value)
            elif measure.tuned:
                length, tried = tune_length(
                    in_fold(records, fold), texts, lengths=lengths, objective=objective, threads=threads
                )
            key = _shares(measure, fold)
            search = measure.maker(kanjivg, length, distinct_texts(records, texts))
            found = compare(
                records, texts, search=search, kind=measure.kind, shared=shared.setdefault(key, {})
            )
            waiting[key] -= 1
            if not waiting[key]:
                del shared[key]
            yield Searched(row, fold, found, tried)


def _shares(measure: Measure, fold: int) -> tuple[str, int, Kind]:
    """Return what measures have in common that compare the same texts with the same candidates."""
    return measure.spelling, fold if measure.learned else ALL, measure.kind


def distinct_texts(records: pd.DataFrame, texts: pd.Series) -> tuple[Texts, Texts]:
    """Return the distinct texts of all queries and of all targets, but empty ones: documents of weights."""
    queries, targets = (texts[side(records)].unique() for side in (is_query, is_target))
    return queries[queries != ""], targets[targets != ""]


def tune_length(
    records: pd.DataFrame,
    texts: pd.Series,
    *,
    lengths: Sequence[int],
    objective: Objective,
    threads: int = 1,
) -> tuple[int, pd.DataFrame]:
    """Choose the n of n-grams of words that scores best on validation, of ties the smallest.

    Returns n and the table of choices.
    """
    validation = restrict_to_queries(records, ["val"])

    def search(length: float) -> pd.DataFrame:
        return compare_texts(
            validation,
            texts.loc[validation.index],
            search=compare_words(Path(), int(length)),
            k=objective.k,
            threads=threads,
        )

    length, tried = tune(
        lengths, search, records=validation, objective=objective, setting="ngram_length", nearest=0
    )
    return int(length), tried


def spellings(records: pd.DataFrame, read: pd.Series, steps: Collection[str]) -> Spelt:
    """Return a function that folds texts `read` (n,) as far as a spelling says, in one fold, once."""
    folds = FOLDS | {FOLDED: partial(spelling.fold, steps=steps), WORDS: partial(fold_words, steps=steps)}

    @cache
    def spelt(spelling: str, fold: int) -> pd.Series:
        if spelling == AS_READ:
            return read.fillna("")
        if spelling in LEARNED_ON:
            return fold_lookalikes(spelt(LEARNED_ON[spelling], ALL), in_fold(records, fold))
        texts = spelt(AS_READ, ALL)
        return texts.map({text: folds[spelling](text) for text in texts.unique()})

    return spelt
