"""Places: springs for what is connected, rings for the rest, nobody on top of another."""

import numpy as np
import pandas as pd

from clippings.figures.network_layout import place_nodes


def edges(*pairs):
    return pd.DataFrame(pairs, columns=["supplier", "customer"], dtype=str)


STAR = edges(*[("hub", f"leaf{number}") for number in range(20)], ("far", "off"))


def test_small_parts_stand_around_the_largest():
    places = place_nodes([STAR], seed=0)
    lengths = np.hypot(places["x"], places["y"])
    assert lengths[["far", "off"]].min() > lengths.drop(["far", "off"]).max()
    assert not places.duplicated().any()


def test_a_node_that_joins_later_moves_nobody_and_lies_near_its_partner():
    both = place_nodes([STAR, edges(("leaf3", "new"), ("new", "newer"))], seed=0)
    alone = place_nodes([STAR], seed=0)
    near = both.loc["new"] - both.loc["leaf3"]
    assert np.hypot(*near) < 0.1
    ratio = both.loc["leaf1"] / alone.loc["leaf1"]
    np.testing.assert_allclose(both.loc[alone.index] / ratio, alone, atol=1e-3)


def test_no_edges_have_no_places():
    assert place_nodes([edges()], seed=0).empty
