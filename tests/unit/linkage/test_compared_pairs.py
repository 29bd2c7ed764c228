"""Pairs compared one by one: as the search by the same measure, as a double loop, as by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler

from clippings.linkage.candidates import grams
from clippings.linkage.candidates.alignment import ABBREVIATED, LEAST, WordAlignment
from clippings.linkage.candidates.measures import MEASURES
from clippings.linkage.candidates.string_rows import spellings
from clippings.linkage.evidence import texts
from clippings.linkage.evidence.pairs import Candidates
from clippings.linkage.evidence.texts import KINDS, compare_fields
from clippings.spelling import STEPS
from clippings.tables import SEPARATOR

ROOT = Path(__file__).parents[3]
KANJIVG = ROOT / "resources/strokes/kanjivg.zip"
TEXTS = st.lists(st.text(alphabet="abAB日本工業 .", min_size=1, max_size=9), min_size=1, max_size=7)
NAMES = st.lists(
    st.lists(st.sampled_from(["j", "jo", "johann", "mali", "maly", "日本", "日"]), max_size=4).map(" ".join),
    min_size=1,
    max_size=6,
)
RARE = np.log(3 / 2) + 1  # Weight of a word that one of two texts has; of one that both have, 1.


def crossed(queries, targets):
    """List every pair of a query and a target, pairs of a query together."""
    return np.divmod(np.arange(len(queries) * len(targets)), len(targets))


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=20, deadline=None)
@given(TEXTS, TEXTS, st.integers(1, 5))
def test_a_pair_is_as_similar_as_the_search_finds_it(measure, queries, targets, at_once):
    if "strokes" in measure and not KANJIVG.is_file():
        pytest.skip("needs `snakemake fetch`: KanjiVG's drawings are absent")
    search = MEASURES[measure].search(KANJIVG, 1)(queries, targets)
    found = search.best(slice(0, len(queries)), len(targets))
    expected = np.zeros((len(queries), len(targets)))
    expected[found.rows, found.columns] = found.scores
    rows, columns = crossed(queries, targets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grams, "PAIRS_AT_ONCE", at_once)
        similar = search.of_pairs(rows, columns)
    assert similar.shape == rows.shape and np.allclose(similar, expected[rows, columns], atol=1e-6)
    assert search.of_pairs(rows[:0], columns[:0]).shape == (0,)


def word_similarity(one, other):
    if one == other:
        return 1.0
    similar = JaroWinkler.similarity(one, other)
    cased = one.isascii() and other.isascii()
    begins = cased and (one.startswith(other) or other.startswith(one))
    return max(similar if similar >= LEAST else 0.0, ABBREVIATED if begins else 0.0)


def aligned(one, other, weight):
    """Compare two texts by loops over their words: the oracle."""
    shares = []
    for own, others in ((one.split(), other.split()), (other.split(), one.split())):
        own = list(dict.fromkeys(own))
        found = [weight(word) * max([word_similarity(word, w) for w in others], default=0) for word in own]
        total = sum(map(weight, own))
        shares.append(sum(found) / total if total else 0.0)
    return min(shares)


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES)
def test_aligned_words_equal_a_double_loop(queries, targets):
    texts = [*queries, *targets]

    def weight(word):
        return np.log((1 + len(texts)) / (1 + sum(word in text.split() for text in texts))) + 1

    expected = [aligned(one, other, weight) for one in queries for other in targets]
    assert WordAlignment(queries, targets).of_pairs(*crossed(queries, targets)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("christian mali", "mali christian", 1),
        ("j mali", "johann mali", (1 + ABBREVIATED * RARE) / (1 + RARE)),
        ("chr mali", "mali christian", (1 + ABBREVIATED * RARE) / (1 + RARE)),
        ("J Mali", "Johann Mali", (1 + ABBREVIATED * RARE) / (1 + RARE)),
        ("mali", "christian mali", 1 / (1 + RARE)),
        ("anna mali", "josef mali", 1 / (1 + RARE)),
        ("mali mali", "mali", 1),
        # Scripts without cases do not abbreviate by beginnings: a word that goes on is another, more or less.
        ("日本", "日本工業", JaroWinkler.similarity("日本", "日本工業")),
        ("日", "日本工業", 0),
        ("1", "1956", 0),
        ("xyz", "mali", 0),
        ("", "mali", 0),
    ],
)
def test_names_by_hand(one, other, expected):
    there, back = (
        WordAlignment([a], [b]).of_pairs(*crossed([a], [b])) for a, b in ((one, other), (other, one))
    )
    assert there == back == pytest.approx([expected])


def compared(noisy, pairs, *, fields=None, measures=()):
    """Compare pairs of records by their noisy texts: values by (part, measure)."""
    records = pd.DataFrame({"noisy": noisy}).assign(record=[f"r{n}" for n in range(len(noisy))])
    records = records.assign(side="query", split="test", entity=None, homonym=None)
    sides = (np.array(side) for side in zip(*pairs, strict=True))
    found = compare_fields(
        records,
        Candidates(*sides, np.zeros(len(pairs), bool), {0: slice(0, len(pairs))}),
        ocr="noisy",
        fields=fields or {},
        measures=measures,
        spelt_of=lambda texts: spellings(records, texts, STEPS),
        kanjivg=KANJIVG,
    )
    return {(part, name): values for part, name, values in found}


def test_each_field_is_compared_by_its_kind_and_blank_where_one_is_empty():
    kinds = {"address": "address", "founded": "date", "capital": "number", "banks": "text"}
    texts = [
        SEPARATOR.join(parts)
        for parts in (
            ("日本工業", "東京・二ノ三〇", "昭和元年", "百万円", "三井"),
            ("日本鑛業", "2ノ30", "1927年", "2,000,000", ""),
            ("日本工業",),
        )
    ]
    found = compared([*texts, None], [(0, 1), (0, 2), (0, 3)], fields=kinds, measures=["levenshtein"])
    assert {part for part, _ in found} == {"name", *kinds}
    for field, kind in kinds.items():
        assert {measure for part, measure in found if part == field} == set(KINDS[kind])
        assert all(np.isnan(found[field, measure][1:]).all() for measure in KINDS[kind])
    assert found["name", "levenshtein"] == pytest.approx([0.75, 1, np.nan], nan_ok=True)
    assert found["address", "within"][0] == 1 and found["founded", "year"][0] == 1 / 2
    assert found["capital", "amount"][0] == 1 / 2 and np.isnan(found["banks", "jaccard"][0])


def test_a_field_that_is_a_name_is_compared_as_the_name_is():
    """By whole words and by the measures of the dataset: a second person in another order is the same."""
    noisy = [SEPARATOR.join(parts) for parts in (("a", "mali christian"), ("b", "christian mali"))]
    found = compared(noisy, [(0, 1)], fields={"owner": "name"}, measures=["token_sort", "levenshtein"])
    measures = {part: {name for own, name in found if own == part} for part in ("name", "owner")}
    assert measures["owner"] == measures["name"] > {"token_sort", "aligned_words"}
    assert found["owner", "token_sort"] == found["owner", "aligned_words"] == [1]
    assert found["owner", "levenshtein"][0] < 0.5


def test_what_spelling_leaves_empty_is_as_blank_as_the_search_finds_it():
    found = compared(["...", "—", "a"], [(0, 1), (0, 2)], measures=["levenshtein", "token_set_normalised"])
    assert np.isnan(found["name", "levenshtein_normalised"]).all()
    assert np.isnan(found["name", "jaccard_normalised"]).all()
    assert np.isnan(found["name", "aligned_words"]).all()
    assert found["name", "levenshtein"].tolist() == [0, 0]


def test_texts_that_are_all_empty_are_all_blank():
    found = compared(["", None], [(0, 1)], fields={"address": "address", "capital": "number"})
    assert all(np.isnan(values).all() for values in found.values())


def test_weights_are_those_of_all_records_whichever_pairs_are_compared():
    noisy = ["christian mali", "c mali", "johann mali", "j huber", "anna huber", "mali"]
    pairs = [(0, 1), (0, 5), (2, 3), (3, 4)]
    whole = compared(noisy, pairs, measures=["tfidf", "tfidf_normalised"])
    parts = [compared(noisy, part, measures=["tfidf", "tfidf_normalised"]) for part in (pairs[:1], pairs[1:])]
    for key, values in whole.items():
        assert np.array_equal(np.concatenate([part[key] for part in parts]), values), key
    assert compared(noisy[:2], pairs[:1])["name", "aligned_words"] != whole["name", "aligned_words"][0]


def test_targets_counted_some_at_a_time_give_the_same(monkeypatch):
    noisy = ["christian mali", "c mali", "johann mali", "j huber", "anna huber", "mali", "mali"]
    pairs = [(one, other) for one in range(3) for other in range(7)]
    whole = compared(noisy, pairs, measures=["tfidf", "tfidf_normalised", "levenshtein", "token_sort"])
    monkeypatch.setattr(texts, "TARGETS_AT_ONCE", 2)
    parts = compared(noisy, pairs, measures=["tfidf", "tfidf_normalised", "levenshtein", "token_sort"])
    assert list(whole) == list(parts)
    for key, values in whole.items():
        assert np.array_equal(parts[key], values), key


def test_a_word_that_is_just_similar_enough_is_found():
    alike = WordAlignment(["大阪伸管"], ["大阪鋼管産業"]).of_pairs(np.array([0]), np.array([0]))
    assert alike == pytest.approx([0.8]), "Jaro-Winkler .8, whatever its last digit"
