"""Pairs that are different though others join them, against a naive closure; the chain that is shown."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.contradictions import expect_agreement, expect_one_a_page

EDGE = st.tuples(st.integers(0, 7), st.integers(0, 7))


def said(*rows):
    """Write pairs (record, other, verdict) as they are read from one file."""
    pairs = pd.DataFrame(rows, columns=["record", "other", "verdict"], dtype=object)
    return pairs.assign(place=[f"p.csv line {line}" for line in range(2, len(rows) + 2)])


def known(**entities):
    """Write records with what stands in `entities`: entity and page."""
    rows = [(record, *told) for record, told in entities.items()]
    return pd.DataFrame(rows, columns=["record", "entity", "page"], dtype=object)


NOTHING = known()


@pytest.mark.parametrize(
    ("pairs", "records", "line"),
    [
        (
            said(("a", "b", "same"), ("c", "b", "same"), ("a", "c", "different")),
            NOTHING,
            "'a' and 'c' are different in p.csv line 4, but the same by 'a'–'b' (p.csv line 2), 'b'–'c'"
            " (p.csv line 3); expected verdicts that agree",
        ),
        (
            said(("a", "b", "same"), ("b", "a", "different")),
            NOTHING,
            "'b' and 'a' are different in p.csv line 3, but the same by 'b'–'a' (p.csv line 2)",
        ),
        (
            said(("z", "a", "same"), ("c", "a", "different")),
            known(b=("e", None), z=("e", None), c=("e", None)),
            "'c' and 'a' are different in p.csv line 3, but the same by 'c'–'z' (entity 'e'), 'z'–'a'",
        ),
        (said(("a", "a", "different")), NOTHING, "but the same by being one record"),
    ],
)
def test_the_chain_is_shown(pairs, records, line):
    with pytest.raises(ValueError) as refused:
        expect_agreement(pairs, records)
    assert line in str(refused.value) and "\n" not in str(refused.value)


def test_pairs_that_agree_pass():
    pairs = said(("a", "b", "same"), ("a", "b", "same"), ("b", "c", "different"), ("c", "d", "same"))
    expect_agreement(pairs, known(a=("e", None), c=("f", None)))


@given(st.lists(EDGE, max_size=9), st.lists(EDGE, max_size=4))
def test_contradictions_are_those_of_the_closure(same, different):
    near = {(a, b) for pair in same for a, b in (pair, pair[::-1])} | {(n, n) for n in range(8)}
    for middle in range(8):
        near |= {(a, b) for a in range(8) for b in range(8) if {(a, middle), (middle, b)} <= near}
    rows = [(str(a), str(b), "same") for a, b in same] + [(str(a), str(b), "different") for a, b in different]
    try:
        expect_agreement(said(*rows), NOTHING)
        refused = False
    except ValueError:
        refused = True
    assert refused == any(pair in near for pair in different)


@pytest.mark.parametrize("size", [1, 3])
def test_one_page_shows_a_photograph_once(size):
    records = known(**{f"r{place}": (f"e{place}", "scan-1") for place in range(size)})
    expect_one_a_page(said(), records)
    for one, other in combinations(range(size), 2):
        with pytest.raises(ValueError, match=rf"'r{one}' and 'r{other}' stand on one scan, 'scan-1'"):
            expect_one_a_page(said((f"r{one}", f"r{other}", "same")), records)


def test_the_entity_of_a_page_is_named():
    records = known(a=("e", "s"), b=("f", "s"), c=("f", "t"), d=("f", "s"), x=("g", None), y=("g", None))
    with pytest.raises(ValueError) as refused:
        expect_one_a_page(said(), records)
    assert str(refused.value) == (
        "'b' and 'd' stand on one scan, 's', but are the same by 'b'–'d' (entity 'f');"
        " pairs of one scan are never the same photograph"
    )
