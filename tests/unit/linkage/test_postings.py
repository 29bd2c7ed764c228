"""Portions of queries give what all give at once; candidates from postings hold the best of all targets."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings.linkage.candidates import postings, text_search
from clippings.linkage.candidates.grams import EditSearch
from clippings.linkage.candidates.measures import MEASURES
from clippings.linkage.candidates.postings import BY_CHARACTERS, NONE, Postings, measure_recall
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.linkage.tuning import objective_of
from clippings.synthesis.latin_names import compose_latin_names
from clippings.tables import CHOICES

UNDRAWN = [name for name in MEASURES if "strokes" not in name]
WEIGHTED = ["tfidf", "tfidf_normalised"]


def records_of(texts, *, sides, pages=None):
    """Records whose ids are in no order; of every three two train, one validates."""
    count = len(texts)
    return pd.DataFrame(
        {
            "record": [f"r{(number * 7919) % 10007:05d}" for number in range(count)],
            "side": sides,
            "page": pages,
            "split": (["train", "train", "val"] * count)[:count],
            "noisy": texts,
            "entity": texts,
            "homonym": None,
        }
    )


def searched(records, measures, portion=(1, 1), chosen=None, k=3, threads=1):
    """Search by measures: neighbours by name, and what was tried, as in the table of choices."""
    found, tried = {}, [pd.DataFrame(columns=CHOICES.names)]
    for search in compare_strings(
        records,
        measures=measures,
        ocrs=["noisy"],
        lengths=[1, 2],
        objective=objective_of("link", k=k),
        k=k,
        kanjivg="unused",
        portion=portion,
        chosen=chosen,
        threads=threads,
    ):
        found[search.row["method"]] = search.neighbours
        if search.tried is not None:
            tried.append(search.tried.assign(**search.row, fold=search.fold))
    return found, pd.concat(tried[1:] or tried)


def joined(records, measures, portions, **given):
    """Search in portions and concatenate their neighbours."""
    first, chosen = searched(records, measures, (1, portions), **given)
    others = [searched(records, measures, (n, portions), chosen, **given) for n in range(2, portions + 1)]
    for _, tried in others:
        pd.testing.assert_frame_equal(tried.reset_index(drop=True)[chosen.columns], chosen)
    return {
        name: pd.concat([first[name], *(found[name] for found, _ in others)])
        .sort_values(["query", "rank"], ignore_index=True)
        .astype(first[name].dtypes)
        for name in first
    }


def compare_all_up_to(monkeypatch, pairs):
    for limit in ("ALL_PAIRS_UP_TO", "ALL_WEIGHED_UP_TO"):
        monkeypatch.setattr(text_search, limit, pairs)


def drawn_names(count):
    names = compose_latin_names(count=count, seed=0)
    return [*names["indexed"], *names["signed"]]


@pytest.mark.parametrize("pairs", [200_000**2, 0])
@pytest.mark.parametrize("sides", ["member", ["query", "target"] * 40])
def test_portions_give_what_all_queries_give_at_once(monkeypatch, pairs, sides):
    compare_all_up_to(monkeypatch, pairs)
    rng = np.random.default_rng(0)
    words = ["ab", "abc", "bca", "日本", "Ça", "j", "johann"]
    texts = [" ".join(rng.choice(words, rng.integers(0, 4))) for _ in range(80)]
    records = records_of(texts, sides=sides, pages=[f"p{page}" for page in rng.integers(0, 20, 80)])
    whole, _ = searched(records, UNDRAWN)
    parts = joined(records, UNDRAWN, 3)
    for name in UNDRAWN:
        pd.testing.assert_frame_equal(parts[name], whole[name], check_exact=True)


@pytest.mark.parametrize("at_once", [3, 4096])
def test_portions_find_the_same_where_postings_and_similar_words_are_cut(monkeypatch, at_once):
    compare_all_up_to(monkeypatch, 0)
    cut = {"MOST_OF_GRAMS": 200, "MOST_OF_WORDS": 20, "PER_CANDIDATE": 2, "CANDIDATES": 8, "PER_NEIGHBOUR": 2}
    for name, most in (cut | {"QUERIES_AT_ONCE": at_once}).items():
        monkeypatch.setattr(postings, name, most)
    records = records_of(drawn_names(120), sides=["query"] * 120 + ["target"] * 120)
    whole, _ = searched(records, ["levenshtein", "tfidf"])
    for name, found in joined(records, ["levenshtein", "tfidf"], 4, threads=2).items():
        pd.testing.assert_frame_equal(found, whole[name], check_exact=True)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("ab 日本", max_size=5), min_size=4, max_size=16), st.integers(2, 5))
def test_weights_hang_on_no_portion(texts, portions):
    records = records_of(texts, sides="member")
    whole, _ = searched(records, WEIGHTED)
    for name, found in joined(records, WEIGHTED, portions).items():
        pd.testing.assert_frame_equal(found, whole[name], check_exact=True)


def test_a_choice_that_the_first_portion_did_not_make_is_refused():
    records = records_of(["a b", "a"], sides=["query", "target"])
    with pytest.raises(ValueError, match="found 0 chosen values of jaccard_words"):
        searched(records, ["jaccard_words"], (2, 2), pd.DataFrame(columns=CHOICES.names))


@pytest.mark.parametrize("threads", [1, 2])
def test_where_postings_give_all_targets_they_give_what_all_pairs_give(monkeypatch, threads):
    texts = drawn_names(60)
    records = records_of(texts, sides=["query"] * 60 + ["target"] * 60)
    measures = ["levenshtein", "token_set", "tfidf"]
    whole, _ = searched(records, measures)
    compare_all_up_to(monkeypatch, 0)
    monkeypatch.setattr(text_search, "LISTED_PER_BLOCK", 7)
    monkeypatch.setattr(postings, "QUERIES_AT_ONCE", 5)
    monkeypatch.setattr(postings, "PER_CANDIDATE", 1000)
    found, _ = searched(records, measures, threads=threads)
    for name in measures:
        # What has no n-gram in common is no candidate, but may share characters.
        best = whole[name][whole[name]["score"] > 0.5].reset_index(drop=True)
        own = found[name][found[name]["score"] > 0.5].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, best, check_exact=True)
        assert len(best) >= 20


def test_few_candidates_hold_the_best_of_thousands_of_names_and_the_log_says_how_many(monkeypatch, caplog):
    texts = drawn_names(2000)
    records = records_of(texts, sides=["query"] * 2000 + ["target"] * 2000)
    compare_all_up_to(monkeypatch, 1000)
    measures = ["levenshtein", "jaccard", "tfidf"]
    with caplog.at_level("INFO"):
        found, _ = searched(records, measures, k=10)
    said = [line for line in caplog.messages if "recall@10" in line]
    recall = {name: float(line.rpartition(" ")[2]) for name, line in zip(measures, said, strict=True)}
    assert min(recall.values()) > 0.95 and recall["tfidf"] > 0.99
    # One search of postings for the two measures that find by characters, one for rare n-grams.
    assert sum("candidates a query" in line for line in caplog.messages) == 2
    compare_all_up_to(monkeypatch, 200_000**2)
    exact, _ = searched(records, ["levenshtein"], k=10)
    first = exact["levenshtein"].query("rank == 1").merge(found["levenshtein"], on=["query", "rank"])
    assert (first["score_x"] == first["score_y"]).mean() > 0.99


def test_by_rare_grams_fewer_pairs_are_all_compared_than_by_edits(monkeypatch, caplog):
    monkeypatch.setattr(text_search, "ALL_WEIGHED_UP_TO", 1000)
    records = records_of(drawn_names(40), sides=["query"] * 40 + ["target"] * 40)
    with caplog.at_level("INFO"):
        searched(records, ["levenshtein", "tfidf"])
    said = [line for line in caplog.messages if "candidates a query" in line or line.startswith("recall@")]
    assert len(said) == 2
    by_tfidf = caplog.messages.index("comparing noisy texts by tfidf")
    assert caplog.messages[by_tfidf + 1 :][: len(said)] == said


def test_words_that_too_many_targets_have_are_skipped_but_never_the_most_similar(monkeypatch):
    targets = ["abx in", "aby in", "abz in", "in", "q"]
    monkeypatch.setattr(postings, "MOST_OF_WORDS", 2)
    postings_of_words = Postings(targets, BY_CHARACTERS)
    found, words, skipped = postings_of_words.nearest(["abx in", "in", "w"], 3, threads=1)
    # Of "abx in" the word abx adds most and has one target; in has four, and is read of "in" alone.
    assert 0 in found[0] and not {1, 2, 3} <= {*found[0]} and set(found[2]) == {NONE}
    assert 3 in found[1] and skipped > 0 and words > skipped


def test_words_end_where_fields_do():
    targets = [f"{name}\u241f18{year}" for name in ("aoki", "sato", "kimura") for year in range(10, 20)]
    found, words, _ = Postings(targets, BY_CHARACTERS).nearest(["sato\u241fzz"], 10, threads=1)
    assert {*found[0].tolist()} == {*range(10, 20)} and words == 1, "one word alone is like the name"


def unit_rows(texts, columns, weights):
    """Weighed counts of the marked runs of two and three characters of each word, of length 1: the oracle."""
    counts = np.zeros((len(texts), len(columns)))
    for row, text in enumerate(texts):
        for gram in grams_of(text):
            if gram in columns:
                counts[row, columns[gram]] += weights[columns[gram]]
    return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)


def grams_of(text):
    marked = [f"\x02{word}\x03" for word in text.split()]
    return [word[start : start + n] for word in marked for n in (2, 3) for start in range(len(word) - n + 1)]


def test_candidates_are_the_targets_with_the_highest_cosines_of_all(monkeypatch):
    monkeypatch.setattr(postings, "PER_CANDIDATE", 1000)
    texts = drawn_names(300)
    queries, targets = texts[:100], [*dict.fromkeys(texts[300:])]
    columns = {
        gram: place for place, gram in enumerate(sorted({g for text in targets for g in grams_of(text)}))
    }
    having = [sum(gram in grams_of(text) for text in targets) for gram in columns]
    weights = np.sqrt(np.log((1 + len(targets)) / (1 + np.array(having))) + 1)
    cosines = unit_rows(queries, columns, weights) @ unit_rows(targets, columns, weights).T
    found, _, skipped = Postings(targets, BY_CHARACTERS).nearest(queries, 20, threads=2)
    assert skipped == 0
    for row, own in zip(cosines, found, strict=True):
        own = own[own != NONE]
        assert np.allclose(np.sort(row[own]), np.sort(row)[len(row) - len(own) :], atol=1e-6)
        assert len(own) == min(20, (row > 0).sum())


@pytest.mark.parametrize("at_once", [1, 2, 4])
def test_recall_counts_scores_that_candidates_reach(monkeypatch, at_once):
    monkeypatch.setattr(postings, "TARGETS_AT_ONCE", at_once)
    sides = ["abcd", "wxyz", "-"], ["abcd", "abce", "abcf", "wxyz"]
    # The two best of abcd: itself and any with one edit; of wxyz itself alone; of - nothing.
    candidates = np.array([[0, 2], [1, 2], [0, NONE]], np.int32)
    assert measure_recall(EditSearch, *sides, candidates, k=2) == (1 + 0) / 2


@pytest.mark.parametrize("measure", ["levenshtein", "tfidf", "token_set"])
def test_recall_is_that_of_a_loop_over_all_pairs(monkeypatch, measure):
    monkeypatch.setattr(postings, "TARGETS_AT_ONCE", 37)
    texts, k = drawn_names(100), 4
    queries, targets = texts[:70], [*dict.fromkeys(texts[100:])]
    maker = MEASURES[measure].maker("unused", 1, (queries, targets))
    candidates = np.random.default_rng(0).permuted(
        np.tile(np.arange(len(targets), dtype=np.int32), (len(queries), 1)), axis=1
    )[:, : len(targets) // 2]
    rows, columns = np.indices((len(queries), len(targets))).reshape(2, -1)
    scores = maker(queries, targets).of_pairs(rows, columns).round(6).reshape(len(queries), -1)
    shares = []
    for row, own in zip(scores, candidates, strict=True):
        best = sorted((score for score in row if score > 0), reverse=True)[:k]
        shares.append(min(sum(row[own] >= best[-1]), len(best)) / len(best))
    assert 0.3 < np.mean(shares) < 0.9
    assert measure_recall(maker, queries, targets, candidates, k=k) == pytest.approx(np.mean(shares))


def test_ten_thousand_equal_texts_cost_what_some_cost(monkeypatch):
    seen = []
    rank = text_search.rank

    def counted(pairs, *args, **kwargs):
        seen.append(len(pairs.rows))
        return rank(pairs, *args, **kwargs)

    monkeypatch.setattr(text_search, "rank", counted)
    records = records_of(["same"] * 3000, sides="member")
    found, _ = searched(records, ["levenshtein"])
    assert sum(seen) < 3000 * 110 and (found["levenshtein"]["ties"] == 2999).all()
