"""A model to carry, in place of the encoder that comes with the project."""

import pandas as pd
import pytest

import clippings

NAMED = {"on": "name", "ids": "id", "threads": 1}


def test_a_carried_model_decides_by_its_own_threshold_without_any_label(left, right, carried):
    links = clippings.link(left, right, model=carried, fields={"address": "address"}, **NAMED).links
    assert links["decision"].tolist() == ["link"] * 10 + ["no match"] * 2
    assert links["right"].head(10).tolist() == [f"t{row:02d}" for row in range(9, -1, -1)]
    one = clippings.link(left.head(1), right, model=carried, fields={"address": "address"}, **NAMED).links
    # All but alike: the weight of a rare n-gram depends on how many texts have it.
    pd.testing.assert_frame_equal(one, links.head(1), rtol=0.01)


def test_a_carried_model_cuts_clusters(left, right, carried):
    table = pd.concat([left.assign(id="l" + left["id"].astype(str)), right], ignore_index=True)
    found = clippings.cluster(table, model=carried, fields={"address": "address"}, **NAMED).clusters
    assert found.set_index("id")["cluster"]["l101"] == found.set_index("id")["cluster"]["t08"]


def test_a_model_that_was_changed_or_comes_with_labels_is_refused(left, right, carried, known, tmp_path):
    with pytest.raises(ValueError, match="labels: found beside `model`, which needs none; expected one"):
        clippings.link(left, right, model=carried, labels=known, **NAMED)
    (tmp_path / "cut.clippings").write_bytes(carried.read_bytes()[:-4])
    with pytest.raises(ValueError, match=r"cut.clippings: cut or changed since it was written"):
        clippings.link(left, right, model=tmp_path / "cut.clippings", **NAMED)


def test_a_measure_of_strokes_asks_for_their_drawings(left, right, shipped):
    with pytest.raises(
        ValueError, match="measures: strokes needs drawings of characters, expected `kanjivg`"
    ):
        clippings.link(left, right, measures=["strokes"], **NAMED)
