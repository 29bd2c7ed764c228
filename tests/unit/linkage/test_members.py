"""Members: each is a query to all others, but never to itself or to a record of its page."""

import numpy as np
import pandas as pd
import pytest

from clippings import tables
from clippings.evaluation.breakdown import describe
from clippings.evaluation.ceilings import find_ceilings
from clippings.linkage.candidates import search as searching
from clippings.linkage.candidates.blocking import list_blocks
from clippings.linkage.candidates.lookalikes import training_pairs
from clippings.linkage.candidates.search import search_neighbours
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.linkage.decision.outcomes import judge_rows
from clippings.sides import restrict_to_queries
from clippings.truth import judge, queries_with_truth


def members(count, *, pages, seed=0, texts=None):
    """Make members m00, m01, …, page p of each given by `pages` (None: none)."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "record": [f"m{number:02d}" for number in range(count)],
            "side": "member",
            "page": pages,
            "split": "test",
            "entity": [f"e{number // 2}" for number in range(count)],
            "homonym": None,
            "noisy": texts
            if texts is not None
            else ["".join(rng.choice(list("abc"), 3)) for _ in range(count)],
        }
    )


def allowed(records, one, other):
    pages = records["page"]
    same = pages[one] == pages[other] if pd.notna(pages[one]) and pd.notna(pages[other]) else False
    return one != other and not same


def listed(records, similarity, k):
    """Rank what each member may meet in two loops: the oracle."""
    found = []
    for one, name in enumerate(records["record"]):
        pairs = [
            (records["record"][other], round(similarity(one, other), 6))
            for other in range(len(records))
            if allowed(records, one, other)
        ]
        pairs = sorted((p for p in pairs if p[1] > -np.inf), key=lambda pair: (-pair[1], pair[0]))
        found += [[name, *p] for place, p in enumerate(pairs) if place < k or p[1] == pairs[0][1]]
    return found


def test_search_equals_a_double_loop(monkeypatch):
    monkeypatch.setattr(searching, "QUERIES_PER_BLOCK", 7)
    monkeypatch.setattr(searching, "SCORES_AT_ONCE", 40)
    rng = np.random.default_rng(1)
    pages = [None if page == 0 else f"p{page}" for page in rng.integers(0, 6, 40)]
    records = members(40, pages=pages)
    # Few directions, so that many tie.
    vectors = np.eye(4, dtype=np.float32)[rng.integers(0, 4, 40)]
    found = search_neighbours(records, vectors, k=3)
    expected = listed(records, lambda one, other: float(vectors[one] @ vectors[other]), 3)
    assert found[["query", "target", "score"]].values.tolist() == expected


@pytest.mark.parametrize("seed", range(5))
def test_strings_equal_a_double_loop_ties_beyond_the_depth_included(seed):
    rng = np.random.default_rng(seed)
    texts = ["".join(rng.choice(list("ab"), 4)) for _ in range(24)]
    records = members(24, pages=[f"p{number}" for number in rng.integers(0, 12, 24)], texts=texts)
    (found,) = compare_strings(
        records, measures=["levenshtein"], ocrs=["noisy"], lengths=[], objective=None, k=1, kanjivg="none"
    )

    def similarity(one, other):
        from rapidfuzz.distance import Levenshtein

        score = Levenshtein.normalized_similarity(texts[one], texts[other])
        return score if score > 0 else -np.inf

    assert found.neighbours[["query", "target", "score"]].values.tolist() == listed(records, similarity, 1)


def test_the_first_of_its_kind_alone_on_its_page_has_no_match():
    records = members(6, pages=["p", "q", "p", "p", None, None])
    matched = queries_with_truth(records).set_index("query")["matched"]
    # m02 and m03 are one entity on one page; m04 and m05 stand nowhere.
    assert matched.tolist() == [True, True, False, False, True, True]


def test_a_member_is_judged_by_the_others_of_its_entity():
    records = members(4, pages=None)
    neighbours = pd.DataFrame(
        [("m00", "m01", 1, 0.9), ("m01", "m02", 1, 0.8)], columns=["query", "target", "rank", "score"]
    )
    assert judge(neighbours, records)["top1"].tolist() == [1, 0, 0, 0]


def test_only_members_of_the_splits_that_are_judged_are_queries(write_neighbours):
    records = members(4, pages=None).assign(split=["train", "val", "test", "none"])
    assert restrict_to_queries(records, ["val", "test"])["side"].tolist() == [
        "target",
        "member",
        "member",
        "target",
    ]
    neighbours = pd.DataFrame({"query": ["m01"], "target": ["m00"], "rank": [1], "score": [0.5]})
    row = {"method": "phash", "modality": "string", "ocr": "none", "seed": None}
    file, choices = write_neighbours(neighbours, row), pd.DataFrame(columns=tables.CHOICES.names)
    outcomes, *_ = judge_rows(records, [file], choices=choices, rows=[row], default=0.1)
    assert outcomes[["query", "top1"]].values.tolist() == [["m01", 1.0], ["m02", 0.0]]


def test_an_open_member_asks_in_one_block_and_answers_in_all():
    records = members(3, pages=None).assign(block=["x", "y", None])
    blocks = [(b.queries.tolist(), sorted(b.targets.tolist())) for b in list_blocks(records)]
    assert sorted(blocks) == [([0], [0, 2]), ([1], [1, 2]), ([2], [0, 1, 2])]


def test_lookalikes_are_learned_from_each_pair_of_members_once():
    records = members(4, pages=None, texts=["甲", "乙", "丙", "丁"]).assign(split="train")
    assert training_pairs(records["noisy"], records) == [("甲", "乙"), ("丙", "丁")]


def test_captions_have_neither_ceilings_nor_lengths():
    records = members(4, pages=None).assign(role="photograph", printed="a b", shortened=None, clean=None)
    assert find_ceilings(records, dataset="toy", resamples=100, seed=0).empty
    described = describe(records, "none")
    assert described["ocr_error"].notna().all()
    assert described.drop(columns="ocr_error").isna().all(axis=None)
