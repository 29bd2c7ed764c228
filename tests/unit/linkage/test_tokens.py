"""Words in any order and rare n-grams against their definitions, and on real lines of catalogues."""

import os
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from sklearn.feature_extraction.text import TfidfVectorizer

from clippings.linkage.candidates import grams, text_search
from clippings.linkage.candidates.measures import MEASURES
from clippings.linkage.candidates.string_rows import compare_strings

DATA = Path(os.environ.get("CLIPPINGS_REAL_DATA", Path(__file__).parents[4] / "shared/data"))
ARTISTS = DATA / "catalogues/artists.csv"
TOKEN_MEASURES = ["token_sort", "token_set", "tfidf"]
RARE = np.log(3 / 2) + 1  # Weight of an n-gram that one of two texts has.
TEXTS = st.lists(st.text(alphabet="ab日 .", max_size=8), min_size=1, max_size=10)


def records_of(queries, targets):
    """Make records of texts: queries q0000 … and targets t0000 …, in no order."""
    sides = [("query", queries), ("target", targets)]
    rows = [(f"{side[0]}{n:04d}", side, text) for side, texts in sides for n, text in enumerate(texts)]
    records = pd.DataFrame(rows, columns=["record", "side", "noisy"]).sample(frac=1, random_state=0)
    return records.assign(split="test", entity=None, homonym=None)


def compared(records, measure, *, k=10):
    """Return the neighbours that one measure finds."""
    (found,) = compare_strings(
        records, measures=[measure], ocrs=["noisy"], lengths=[], objective=None, k=k, kanjivg="unused"
    )
    return found.neighbours


def score(measure, one, other):
    """Return the similarity of two texts, 0 where they share nothing."""
    found = compared(records_of([one], [other]), measure)["score"]
    return found.sum()


def words_of(text):
    return text.replace(".", " ").split()


def ratio(one, other):
    """Return 2 · longest common subsequence / both lengths by the textbook table: the oracle."""
    table = np.zeros((len(one) + 1, len(other) + 1))
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            table[i, j] = table[i - 1, j - 1] + 1 if a == b else max(table[i - 1, j], table[i, j - 1])
    return 2 * table[-1, -1] / (len(one) + len(other)) if one and other else 0


def sorted_ratio(one, other):
    return ratio(*(" ".join(sorted(words_of(text))) for text in (one, other)))


def set_ratio(one, other):
    """Compare what two sets of words have in common with either text, and these: the oracle."""
    a, b = (set(words_of(text)) for text in (one, other))
    if not a or not b:
        return 0
    both = sorted(a & b)
    three = [" ".join([*both, *sorted(own)]) for own in ((), a - b, b - a)]
    return max(ratio(*pair) for pair in combinations(three, 2))


def expected_of(records, similarities, k):
    """List by a double loop the k best of each query and all ties with the first, by (score, id)."""
    queries, targets = (sorted(records.loc[records["side"] == s, "record"]) for s in ("query", "target"))
    found = []
    for query, scores in zip(queries, np.round(similarities, 6), strict=True):
        pairs = sorted((-value, target) for value, target in zip(scores, targets, strict=True) if value > 0)
        found += [
            (query, target, place, -value)
            for place, (value, target) in enumerate(pairs, 1)
            if place <= k or value == pairs[0][0]
        ]
    return found


def agrees(found, expected):
    assert list(found[["query", "target", "rank"]].itertuples(index=False, name=None)) == [
        row[:3] for row in expected
    ]
    assert np.allclose(found["score"], [row[3] for row in expected])


@pytest.mark.parametrize(("measure", "similarity"), [("token_sort", sorted_ratio), ("token_set", set_ratio)])
@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS, st.integers(1, 3))
def test_search_by_tokens_equals_a_double_loop(measure, similarity, queries, targets, k):
    records = records_of(queries, targets)
    similarities = [[similarity(one, other) for other in targets] for one in queries]
    agrees(compared(records, measure, k=k), expected_of(records, similarities, k))


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS, st.integers(1, 3))
def test_tfidf_equals_a_dense_cosine(queries, targets, k):
    records = records_of(queries, targets)
    # Each distinct text of a side is a document; scikit-learn refuses to fit on spaces alone.
    documents = [*dict.fromkeys(filter(None, queries)), *dict.fromkeys(filter(None, targets))]
    similarities = np.zeros((len(queries), len(targets)))
    if any(text.strip() for text in documents):
        vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), lowercase=False).fit(documents)
        one, other = (vectoriser.transform(side).toarray() for side in (queries, targets))
        similarities = one @ other.T
    agrees(compared(records, "tfidf", k=k), expected_of(records, similarities, k))


@pytest.mark.parametrize(
    ("measure", "scorer"), [("token_sort", fuzz.token_sort_ratio), ("token_set", fuzz.token_set_ratio)]
)
def test_bounds_lose_none_of_many_targets(measure, scorer):
    generator = np.random.default_rng(0)
    syllables = ["ba", "mo", "ri", "lat", "en", "sch", "u"]
    words = ["".join(generator.choice(syllables, generator.integers(2, 5))) for _ in range(400)]
    texts = [" ".join(generator.choice(words, generator.integers(2, 5))) for _ in range(3000)]
    records = records_of(texts[:100], texts[100:])
    similarities = [[scorer(one, other) / 100 for other in texts[100:]] for one in texts[:100]]
    agrees(compared(records, measure), expected_of(records, similarities, 10))


@pytest.mark.parametrize(
    ("measure", "one", "other", "expected"),
    [
        ("token_sort", "Mali, Christian", "Christian Mali", 1),
        ("token_sort", "Mali", "mali", 0.75),  # One of four replaced: deleted and inserted.
        ("token_sort_normalised", "MALI, Chrétien", "chretien mali", 1),
        ("token_set", "Mali, Christian, in München", "München. Mali", 1),
        ("token_set", "a bc", "a bd", 0.75),  # "a bc" and "a bd": three of four.
        ("token_set", "...", "...", 0),
        ("token_set_normalised", "Æneas Weiß", "WEISS", 1),
        ("tfidf", "ab cd", "cd ab", 1),
        # In common 6 n-grams of " cd " and 3 of " ab"; 3 and 6 others weigh ln 1.5 + 1.
        ("tfidf", "ab cd", "ab, cd", 9 / np.sqrt((9 + 3 * RARE**2) * (9 + 6 * RARE**2))),
        ("tfidf_normalised", "Ab CD", "cd, áb", 1),
        ("token_sort", "日本工業", "日本鑛業", 0.75),
        ("token_set", "日本工業", "日本鑛業", 0.75),
        ("token_set_normalised", "日本・工業", "日本 工業", 1),
    ],
)
def test_scores_by_hand(measure, one, other, expected):
    assert score(measure, one, other) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("measure", TOKEN_MEASURES)
@given(st.permutations(["christian", "mali", "in", "münchen", "mali"]))
@settings(max_examples=10, deadline=None)
def test_the_order_of_words_says_nothing(measure, shuffled):
    assert score(measure, "christian mali in münchen mali", " ".join(shuffled)) == 1


@pytest.mark.parametrize(
    "measure", [f"{name}{end}" for name in TOKEN_MEASURES for end in ("", "_normalised")]
)
def test_ties_fall_by_id_and_blocks_of_queries_change_nothing(measure, monkeypatch):
    generator = np.random.default_rng(1)
    words = ["ab", "abc", "bca", "cab", "b", "日本", "Ça"]
    texts = [" ".join(generator.choice(words, generator.integers(1, 4))) for _ in range(200)]
    records = records_of(texts[:60], texts[60:])
    found = compared(records, measure, k=5)
    assert found["score"].between(0, 1).all() and found["query"].nunique() == 60
    tied = [(a, b) for a, b in pairwise(found.itertuples()) if (a.query, a.score) == (b.query, b.score)]
    assert len(tied) > 50 and all(a.target < b.target for a, b in tied)
    for rows, frequent in ((1, 0.0), (7, 2.0), (1000, 0.01)):
        monkeypatch.setattr(text_search, "ROWS_PER_BLOCK", rows)
        monkeypatch.setattr(grams, "FREQUENT", frequent)
        pd.testing.assert_frame_equal(compared(records, measure, k=5), found)


@pytest.mark.parametrize("measure", TOKEN_MEASURES)
def test_what_has_no_word_matches_nothing(measure):
    assert compared(records_of(["", " ", "a"], ["", " "]), measure).empty
    assert compared(records_of([], ["a"]), measure).empty


def test_rows_that_learn_lookalikes_depend_on_the_fold_and_document_frequencies_do_not():
    depends = {name: MEASURES[name].depends_on_fold for name in ("tfidf", "tfidf_normalised", "token_set")}
    assert depends == {"tfidf": False, "tfidf_normalised": True, "token_set": False}


def test_lookalikes_are_learned_between_words_too():
    queries, targets = ["Ad x1 be", "cd y1 be", "ef 1 be"], ["ad xl be", "cd yl be", "L, ef be"]
    assert score("token_sort_normalised", queries[2], targets[2]) < 1
    records = records_of(queries, targets)
    trained = records.assign(
        entity=records["record"].str[1:], split=np.where(records["record"].str[1:] < "0002", "train", "test")
    )
    assert compared(trained, "token_sort_normalised", k=1)["score"].tolist() == [1.0] * 3


def test_words_and_rare_grams_link_artists_of_real_catalogues_where_edits_do_not():
    if not ARTISTS.is_file():
        pytest.skip(f"no catalogues at {ARTISTS} (CLIPPINGS_REAL_DATA names the folder above)")
    lines = pd.read_csv(ARTISTS, dtype=str).query("ambiguous == '0'")
    later = lines["catalogue"].str.endswith("_1887")
    records = pd.DataFrame(
        {
            "record": lines["line"],
            "side": np.where(later, "query", "target"),
            "noisy": lines["text"],
            "entity": lines["entity"],
            "homonym": lines["entity"],
            "split": "test",
        }
    )
    artist = records.set_index("record")["entity"]
    matched = records.loc[later & records["entity"].isin(records.loc[~later, "entity"]), "record"]
    assert later.sum() == 479 and len(matched) == 216

    def top1(measure):
        found = compared(records, measure)
        first = found[found["score"] == found.groupby("query")["score"].transform("max")]
        right = first["target"].map(artist) == first["query"].map(artist)
        return right.groupby(first["query"]).mean().reindex(matched, fill_value=0).mean()

    assert top1("tfidf") >= 0.98 and top1("tfidf_normalised") >= 0.98
    assert top1("token_sort_normalised") >= 0.93 and top1("token_set_normalised") >= 0.94
    assert top1("levenshtein") < 0.8 and top1("levenshtein_normalised") < 0.8
