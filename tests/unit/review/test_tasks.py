"""Pairs to ask about in another program: those of the review page, each once."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.review.tasks import pairs_to_ask


@pytest.fixture
def links():
    """Three queries and a member that is the best candidate of its own best candidate."""
    rows = [
        ("a", "b", 1, 0.9),
        ("a", "c", 2, 0.8),
        ("b", "a", 1, 0.9),
        ("q", "c", 1, 0.5),
        ("z", None, 1, None),
    ]
    frame = pd.DataFrame(rows, columns=["query_id", "target_id", "rank", "score"])
    return frames.check(frame.assign(decision="link", method="m/clean"), tables.LINKS, where="test")


def ask(links, records, *labels):
    labelled = pd.DataFrame(labels, columns=["query_id", "target_id", "verdict"], dtype=object)
    sizes = {"uncertain": 9, "random": 1}
    return pairs_to_ask(links, labelled, records, sizes=sizes, seed=0)


def test_a_pair_of_two_members_is_asked_once_and_a_query_without_candidate_not_at_all(links, make_records):
    records = make_records(*((name, "member", "none", None, name) for name in "abcqz"))
    pairs = ask(links, records)
    assert list(pairs.columns) == ["record", "other"]
    assert sorted(map(sorted, pairs.to_numpy().tolist())) == [["a", "b"], ["c", "q"]]
    assert ask(links, records, ("q", "c", "match"))["record"].isin(["a", "b"]).all()
