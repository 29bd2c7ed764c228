"""What labels say of links: answers by hand, and an estimate that stays right round after round."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.review.queue import queue_queries, random_key
from clippings.review.sample import count_answers, estimate_share, judge_firsts, wilson


def link(*rows):
    """Write links from (query, its targets from the best to the worst)."""
    made = [
        (query, target, rank, 1 / rank)
        for query, *targets in rows
        for rank, target in enumerate(targets, start=1)
    ]
    frame = pd.DataFrame(made, columns=["query_id", "target_id", "rank", "score"])
    return frame.assign(method="a/clean", decision="link", probability=np.nan)


def record(**entities):
    """Write records from their entities, None where it is not known; members, all of the split test."""
    frame = pd.DataFrame({"record": list(entities), "entity": list(entities.values())}).assign(
        source="pr", side="member", role="name", orientation="horizontal", split="test"
    )
    return frames.check(frame, tables.RECORDS, where="test")


def label(*rows):
    return pd.DataFrame(rows, columns=["query_id", "target_id", "verdict"], dtype=object)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("q", "t", "match"), {"q": "right"}),
        (("t", "q", "match"), {"q": "right"}),
        (("q", "u", "match"), {"q": "another"}),
        (("q", None, "no match"), {"q": "none"}),
        (("q", None, "can't tell"), {"q": "unsure"}),
        (("q", "t", "no match"), {}),
        (("q", "t", "can't tell"), {}),
        (("other", "t", "match"), {}),
    ],
)
def test_a_label_is_held_against_the_best_candidate_of_now(row, expected):
    records = record(q=None, t=None, u=None, other=None)
    assert judge_firsts(link(("q", "t", "u")), label(row), records) == expected


def test_another_print_of_the_match_is_right_and_a_match_outweighs_doubt():
    records = record(q="e1", t="e1", u="e1", v="e2")
    labels = label(("q", "u", "match"), ("q", None, "can't tell"))
    assert judge_firsts(link(("q", "t", "u")), labels, records) == {"q": "right"}
    assert judge_firsts(link(("q", "v", "u")), labels, records) == {"q": "another"}


def test_a_member_is_answered_from_either_side():
    links = link(("a", "b", "c"), ("b", "c", "a"), ("c", "a", "b"))
    records = record(a="e", b="e", c=None)
    judged = judge_firsts(links, label(("a", "b", "match")), records)
    assert judged == {"a": "right", "b": "another"}
    assert count_answers(judged) == {"right": 1, "another": 1, "none": 0, "unsure": 0}


def test_the_estimate_of_every_round_is_right_though_doubtful_ones_were_labelled_before():
    """As the page has it: what was labelled counts for itself, a sample for what was not."""
    random = np.random.default_rng(0)
    sure = random.beta(3, 1, 600)
    right = dict(zip((f"q{n:03d}" for n in range(600)), random.random(600) < sure, strict=True))
    rows = [(query, "t", 1, p, p) for query, p in zip(right, sure, strict=True)]
    links = pd.DataFrame(rows, columns=["query_id", "target_id", "rank", "score", "probability"])
    truth, sizes = np.mean(list(right.values())), {"uncertain": 100, "random": 50}
    estimates, plain = [], []
    for seed in range(40):
        told = set()
        for _ in range(3):
            queue = queue_queries(links, judged=told, labelled=told, seed=seed, **sizes)
            sample = [right[query] for query in queue.loc[queue["drawn"] == "random", "query_id"]]
            before = [right[query] for query in told]
            estimates.append((sum(before) + np.mean(sample) * (600 - len(before))) / 600)
            plain.append(np.mean(sample))
            told |= set(queue["query_id"])
    of_rounds, of_samples = (np.reshape(found, (40, 3)).mean(0) for found in (estimates, plain))
    assert abs(of_rounds - truth).max() < 0.02
    # The sample alone is of what is left, which is easier.
    assert of_samples[2] - truth > 0.05


def test_the_sample_of_a_table_ends_at_the_first_lot_without_an_answer():
    names = [f"q{n}" for n in range(40)]
    lots = sorted(names, key=lambda name: random_key(f"7/{name}"))
    links = link(*((name, "t") for name in names))
    records = record(**dict.fromkeys(names, "e"), t="e")
    records.loc[records["record"] == lots[0], "split"] = "train"
    rows = [(name, "t", "match") for name in [*lots[:8], *lots[9:20]]]
    rows[2], rows[3] = (lots[2], None, "no match"), (lots[3], None, "can't tell")
    found = estimate_share(
        links, judge_firsts(links, label(*rows), records), records, method="a/clean", seed=7
    ).iloc[0]
    assert found[["queries", "labelled", "right"]].tolist() == [40, 19, 17]
    assert found[["sample", "sample_right"]].tolist() == [6, 5]
    assert found["share"] == pytest.approx(5 / 6)


def test_without_labels_there_is_no_share():
    found = estimate_share(link(("q", "t")), {}, record(q=None, t=None), method="a/clean", seed=0)
    assert found.loc[0, ["queries", "labelled", "sample"]].tolist() == [1, 0, 0]
    assert found[["share", "low", "high"]].isna().all(axis=None)
    frames.check(found, tables.REVIEW_SAMPLE, where="test")


def test_the_interval_is_wilsons():
    # Newcombe (1998), table I: 81 of 263 and 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.3080, 0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0, 0.1611), abs=5e-5)
