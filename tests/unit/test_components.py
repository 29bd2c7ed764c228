"""Connected components against a naive flood."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.components import connect

edge = st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))


def flood(start, edges):
    reached = {start}
    while True:
        more = {b for a, b in edges if a in reached} | {a for a, b in edges if b in reached}
        if more <= reached:
            return reached
        reached |= more


@given(st.lists(edge, max_size=12))
def test_a_component_is_named_by_the_smallest_node_that_can_be_reached(edges):
    expected = {node: min(flood(node, edges)) for pair in edges for node in pair}
    assert connect(edges) == expected


def test_a_long_chain_is_one_component():
    names = [f"{number:05d}" for number in range(20000)]
    assert set(connect(pairwise(names)).values()) == {"00000"}


@pytest.mark.parametrize("edge", [("a", float("nan")), (None, "a")])
def test_an_edge_that_lacks_an_end_is_refused(edge):
    with pytest.raises(ValueError, match="found an edge from .*, expected two names"):
        connect([("a", "b"), edge])
