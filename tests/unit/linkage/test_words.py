"""Runs of words: what a word is, and the search against two loops."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clippings.linkage.candidates.measures import compare_words, word_grams, words
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.linkage.tuning import objective_of


def test_words_are_small_letters_of_every_script_and_digits():
    assert words("LODZ, Poland--Łódź's Straße, No. 12.") == [
        "lodz",
        "poland",
        "łódź",
        "s",
        "straße",
        "no",
        "12",
    ]
    assert words("Čapek Æther Ωμέγα 東京タワー नमस्ते") == ["čapek", "æther", "ωμέγα", "東京タワー", "नमस्ते"]
    # A letter and its accent apart are the one letter of both; a ligature is its letters.
    assert words("Cafe\u0301 ﬁre") == ["café", "fire"]
    assert words("— ... \u241f") == []


def test_runs_of_words_and_what_is_shorter():
    assert word_grams("The red THE red", 2) == {"the red", "red the"}
    assert word_grams("one", 3) == {"one"}
    assert word_grams("...", 1) == set()


@pytest.mark.parametrize("length", [1, 2, 3])
def test_the_index_finds_what_two_loops_find(length):
    rng = np.random.default_rng(length)
    texts = [" ".join(rng.choice(list("abcdef"), rng.integers(1, 7))) for _ in range(40)]
    queries, targets = texts[:15], texts[15:]
    search = compare_words(Path(), length)(queries, targets)
    found = search.best(slice(5, 15), 3)
    expected = []
    for row, query in enumerate(queries[5:15]):
        one = word_grams(query, length)
        scores = [
            (len(one & other) / len(one | other), column)
            for column, other in enumerate(word_grams(target, length) for target in targets)
        ]
        scores = sorted(((round(s, 6), c) for s, c in scores if s > 0), key=lambda pair: (-pair[0], pair[1]))
        expected += [
            (row, column, score)
            for place, (score, column) in enumerate(scores)
            if place < 3 or score == scores[0][0]
        ]
    assert list(zip(*found, strict=True)) == expected


def test_the_length_that_clusters_validation_best_is_chosen():
    # Captions of one event share words; only runs of two tell the photographs apart.
    texts = ["mayor opens bridge", "mayor opens bridge today", "bridge opens mayor", "bridge opens mayor now"]
    records = pd.DataFrame(
        {
            "record": [f"{split}{number}" for split in ("val", "none") for number in range(4)],
            "side": "member",
            "split": ["val"] * 4 + ["none"] * 4,
            "entity": ["a", "a", "b", "b"] + [None] * 4,
            "homonym": None,
            "noisy": texts * 2,
        }
    )
    objective = objective_of("cluster", k=10)
    (search,) = compare_strings(
        records,
        measures=["jaccard_words"],
        ocrs=["noisy"],
        lengths=[1, 2, 3],
        objective=objective,
        k=10,
        kanjivg="none",
    )
    by_length = search.tried.set_index("value")
    assert by_length.loc[1, "score"] < by_length.loc[2, "score"] == 1
    assert by_length["chosen"].to_dict() == {1: False, 2: True, 3: False}
    assert by_length.loc[2, ["n", "setting", "objective"]].tolist() == [4, "ngram_length", "precision"]
    of_first = search.neighbours.query("query == 'none0'")
    assert set(of_first["target"]) >= {"val0", "val1", "none1"}


def test_a_text_without_a_word_shares_nothing():
    search = compare_words(Path(), 2)(["...", "a b"], ["— —", "a b", "..."])
    assert list(zip(*search.best(slice(0, 2), 3), strict=True)) == [(1, 1, 1.0)]
