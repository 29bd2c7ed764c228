"""Links of two queries, one of which is linked, and what exports say of them."""

import pandas as pd
import pytest

from clippings import frames, tables

METHOD = "selfsup_all_evidence/both"


@pytest.fixture
def records():
    rows = [
        ("q1", "pr", "query", "甲商店␟東京", "申商店␟東京"),
        ("q2", "pr", "query", '"=1+1"', None),
        ("q3", "pr", "query", "丙", "丙"),
        ("t1", "tk", "target", "甲商店␟大阪", "甲商店"),
        ("t2", "tk", "target", "乙", None),
    ]
    frame = pd.DataFrame(rows, columns=["record", "source", "side", "clean", "noisy"])
    frame = frame.assign(role="name", orientation="horizontal", split="none")
    return frames.check(frame, tables.RECORDS, where="test")


@pytest.fixture
def links(records):
    rows = [
        ("q1", "t1", 1, 0.875, "link", 0.75),
        ("q1", "t2", 2, 0.25, "no match", None),
        ("q2", "t2", 1, 0.5, "no match", 0.5),
        ("q3", None, 1, None, "no match", 0.0),
    ]
    frame = pd.DataFrame(rows, columns=["query_id", "target_id", "rank", "score", "decision", "probability"])
    texts = records.set_index("record")["clean"]
    frame["query_text"], frame["target_text"] = (frame[side].map(texts) for side in ("query_id", "target_id"))
    return frames.check(frame.assign(method=METHOD), tables.LINKS, where="test")


@pytest.fixture
def candidates():
    rows = [
        ("q1", "t1", 0.9, None, 0.69, 0.71, 1.0),
        ("q1", "t2", 0.0, None, 0.7, 0.0, 0.0),
        ("q2", "t2", None, None, None, None, 0.9999),
    ]
    names = ["visual", "language_noisy", "language_clean", "levenshtein_noisy", "levenshtein_clean"]
    frame = pd.DataFrame(rows, columns=["query_id", "target_id", *names])
    return frames.check(frame, tables.CANDIDATES, where="test")


@pytest.fixture
def terms():
    """Terms in natural log-odds, of the first candidates of q1 and q2 alone."""
    rows = [("q1", "t1", 1, "intercept", -1.0), ("q1", "t1", 1, "sup_visual", 1.875)]
    rows += [("q2", "t2", 1, "intercept", -1.0), ("q2", "t2", 1, "sup_visual", 1.5)]
    frame = pd.DataFrame(rows, columns=["query", "target", "rank", "comparison", "term"])
    frame = frame.assign(method="selfsup_all_evidence", ocr="both", seed=0, fold=0)
    return frames.check(frame, tables.TERMS, where="test")
