"""Portions of the queries of a table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.sides import in_portion, is_query

SIDES = st.lists(st.sampled_from(["query", "target", "member"]), max_size=30)


@given(sides=SIDES, portions=st.integers(1, 40))
def test_portions_follow_the_order_of_queries_and_hold_equally_many(sides, portions):
    records = pd.DataFrame({"side": pd.Series(sides, dtype=object)})
    marked = [np.flatnonzero(in_portion(records, (number + 1, portions))) for number in range(portions)]
    np.testing.assert_array_equal(np.concatenate(marked), np.flatnonzero(is_query(records)))
    sizes = [len(rows) for rows in marked]
    assert max(sizes) - min(sizes) <= 1


def test_portions_by_hand():
    records = pd.DataFrame({"side": ["target", "query", "query", "target", "query"]})
    assert in_portion(records, (1, 2)).tolist() == [False, True, True, False, False]
    assert in_portion(records, (2, 2)).tolist() == [False, False, False, False, True]


@pytest.mark.parametrize("portion", [(0, 2), (3, 2)])
def test_a_portion_that_does_not_exist_is_refused(portion):
    with pytest.raises(ValueError, match="expected one from 1 to 2"):
        in_portion(pd.DataFrame({"side": ["query"]}), portion)
