"""A supply chain small enough to check by hand, for the tests of networks."""

import pandas as pd

from clippings import frames, tables

METHODS = {"g1": "good/clean", "g2": "bad/noisy"}


def records():
    """Firms a, b, c and m (of the group 三井) in the index; entries of a, and of z without truth."""
    targets = [
        (f"t-{name}", "target", name, None, None, text) for name, text in zip("abcm", "甲乙丙", strict=False)
    ]
    targets.append(("t-m", "target", "m", None, None, "三井物産"))
    heads = [("h-a", "context", "a", None, None, "甲"), ("h-z", "context", None, None, None, "未知")]
    queries = [
        ("q1", "query", "b", "h-a", "supplier", "乙"),
        ("q2", "query", "m", "h-a", "customer", "三井物產"),
        ("q3", "query", "c", "h-z", "customer", "丙"),
        ("q4", "query", "gone", "h-a", "supplier", "失"),
        ("q5", "query", "b", "h-a", "supplier", "乙"),
    ]
    columns = ["record", "side", "entity", "entry", "relation", "printed"]
    frame = pd.DataFrame([*targets, *heads, *queries], columns=columns)
    frame = frame.assign(
        source="s", role="name", orientation="vertical", split="test", clean=frame["printed"]
    )
    return frames.check(frame, tables.RECORDS, where="test")


def links():
    """The good method links as the truth; the bad one takes q1 for c, q2 for its own head, q4 for m."""
    good = {"q1": "t-b", "q2": "t-m", "q3": "t-c", "q4": None, "q5": "t-b"}
    bad = {"q1": "t-c", "q2": "t-a", "q3": "t-c", "q4": "t-m", "q5": "t-b"}
    rows = [
        {
            "query_id": query,
            "target_id": target,
            "rank": 1,
            "score": 0.9,
            "decision": "link" if target else "no match",
            "method": method,
        }
        for method, chosen in (("good/clean", good), ("bad/noisy", bad))
        for query, target in chosen.items()
    ]
    return frames.check(pd.DataFrame(rows), tables.LINKS, where="test")
