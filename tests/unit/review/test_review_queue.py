"""The queue: doubt by hand, a sample that stands for all, both kinds spread evenly."""

import numpy as np
import pandas as pd
import pytest

from clippings.review.queue import queue_queries, rank_by_uncertainty


def links_of(*rows):
    """Write links from (query, score of the first, score of the second or None, probability or None)."""
    made = []
    for query, first, second, probability in rows:
        made.append((query, "t1", 1, first, probability))
        if second is not None:
            made.append((query, "t2", 2, second, None))
    columns = ["query_id", "target_id", "rank", "score", "probability"]
    return pd.DataFrame(made, columns=columns).astype({"probability": float})


@pytest.fixture
def many():
    """Two hundred queries, whose doubt falls with their number."""
    return links_of(*((f"q{n:03d}", 0.9, 0.8, 0.5 + n / 400) for n in range(200)))


def test_the_probability_nearest_one_half_comes_first_then_the_closest_margin():
    links = links_of(("a", 0.9, 0.1, 0.9), ("b", 0.6, 0.3, 0.6), ("c", 0.5, 0.45, 0.4), ("d", 0.5, 0.5, 0.1))
    assert rank_by_uncertainty(links) == ["c", "b", "d", "a"]


def test_without_probabilities_the_margin_decides_and_a_lone_candidate_is_surest():
    links = links_of(
        ("a", 0.9, 0.1, None), ("b", 0.2, None, None), ("c", 0.5, 0.45, None), ("d", 0.5, 0.45, None)
    )
    assert rank_by_uncertainty(links) == ["c", "d", "a", "b"]


def test_a_query_without_a_candidate_is_not_shown():
    links = links_of(("a", 0.9, 0.1, 0.5), ("b", 0.0, None, 0.5))
    links.loc[links["query_id"] == "b", "target_id"] = None
    assert rank_by_uncertainty(links) == ["a"]
    assert rank_by_uncertainty(links.iloc[::-1]) == ["a"]


def test_both_kinds_are_as_many_as_asked_each_query_once(many):
    queue = queue_queries(many, judged=set(), labelled=set(), uncertain=60, random=30, seed=0)
    assert queue["drawn"].value_counts().to_dict() == {"uncertain": 60, "random": 30}
    assert queue["query_id"].is_unique
    for start in range(0, 90, 9):
        assert (queue["drawn"].iloc[start : start + 9] == "random").sum() == 3
    doubtful = queue.loc[queue["drawn"] == "uncertain", "query_id"].tolist()
    assert doubtful == sorted(doubtful) and doubtful[-1] < "q100"


def test_the_sample_is_drawn_from_all_alike(many):
    places = []
    for seed in range(40):
        queue = queue_queries(many, judged=set(), labelled=set(), uncertain=0, random=20, seed=seed)
        places += queue["query_id"].str[1:].astype(int).tolist()
    counts = np.histogram(places, bins=4, range=(0, 200))[0]
    assert (abs(counts - 200) < 60).all()


def test_the_sample_is_of_what_no_label_answers_and_the_rest_of_it_stays(many):
    whole = queue_queries(many, judged=set(), labelled=set(), uncertain=10, random=20, seed=3)
    sample = whole.loc[whole["drawn"] == "random", "query_id"].tolist()
    answered = {*sample[:5], "q000", "q001"}
    rest = queue_queries(many, judged=answered, labelled=answered, uncertain=10, random=20, seed=3)
    fresh = rest.loc[rest["drawn"] == "random", "query_id"].tolist()
    assert fresh[:15] == [query for query in sample[5:] if query not in answered] and len(fresh) == 20
    assert not set(rest["query_id"]) & answered
    assert (rest["drawn"] == "uncertain").sum() == 10


def test_a_query_that_labels_name_but_do_not_answer_may_be_drawn_and_is_not_doubted(many):
    named = {f"q{n:03d}" for n in range(100)}
    queue = queue_queries(many, judged=set(), labelled=named, uncertain=200, random=100, seed=0)
    kinds = queue.set_index("query_id")["drawn"]
    assert set(kinds[kinds.index.isin(named)]) == {"random"} and 30 < kinds.index.isin(named).sum() < 70


def test_fewer_queries_than_asked_give_all_there_are(many):
    queue = queue_queries(many, judged=set(), labelled=set(), uncertain=1000, random=1000, seed=0)
    assert queue["drawn"].value_counts().to_dict() == {"random": 200}
    empty = queue_queries(many.iloc[:0], judged=set(), labelled=set(), uncertain=5, random=5, seed=0)
    assert empty.columns.tolist() == ["query_id", "drawn"] and empty.empty
