"""One table in, clusters out."""

import pandas as pd
import polars
import pytest

import clippings

pytestmark = pytest.mark.usefixtures("shipped")


@pytest.fixture
def table(left, right):
    """Both tables in one: ten firms twice, four once."""
    return pd.concat([left.assign(id="l" + left["id"].astype(str)), right], ignore_index=True)


def firm_of(number):
    return number if number < 12 else 21 - number if number < 22 else number


def test_rows_of_one_name_are_one_cluster_named_by_one_of_them(table):
    found = clippings.cluster(table, on="name", ids="id", threads=1).clusters
    assert found["id"].tolist() == table["id"].tolist() and found["text"].tolist() == table["name"].tolist()
    clusters = found.set_index("id")["cluster"]
    assert clusters["l101"] == clusters["t08"] and clusters["l105"] != clusters["l106"]
    assert found["size"].tolist() == found["cluster"].map(found["cluster"].value_counts()).tolist()
    assert set(found["cluster"]) <= set(found["id"])
    assert found["score"].isna().tolist() == (found["size"] == 1).tolist()


def test_ids_may_hold_colons(table):
    urns = table.assign(id="urn:firm:" + table["id"])
    found = clippings.cluster(urns, on="name", ids="id", threads=1).clusters
    plain = clippings.cluster(table, on="name", ids="id", threads=1).clusters
    assert found["cluster"].tolist() == ("urn:firm:" + plain["cluster"]).tolist()


def test_labels_teach_the_cut(table):
    said = pd.DataFrame(
        {"one": [f"l{100 + row}" for row in range(10)], "other": [f"t{9 - row:02d}" for row in range(10)]}
    )
    apart = pd.DataFrame(
        {"one": ["l110", "l111", "t10"], "other": ["l111", "t10", "t11"], "verdict": "no match"}
    )
    labels = pd.concat([said.assign(verdict="match"), apart])
    found = clippings.cluster(table, on="name", ids="id", labels=labels, threads=1)
    assert set(found.weights["fold"]) == {1, 2, 3, 4, 5}
    assert set(found.clusters["cluster"]) <= set(table["id"])


def test_the_kind_of_frame_and_the_order_of_rows_change_nothing(table):
    found = clippings.cluster(table, on="name", ids="id", threads=1).clusters
    turned = clippings.cluster(polars.from_pandas(table[::-1]), on="name", ids="id", threads=1).clusters
    assert isinstance(turned, polars.DataFrame)
    pd.testing.assert_frame_equal(turned.to_pandas()[::-1].reset_index(drop=True), found, check_dtype=False)


def test_labels_of_too_few_names_are_refused(table):
    labels = pd.DataFrame({"one": ["l100", "l101"], "other": ["t09", "t08"]})
    with pytest.raises(ValueError, match="labels: 2 pairs are too few, .* expected pairs of 5 names"):
        clippings.cluster(table, on="name", ids="id", labels=labels, threads=1)


def test_a_table_of_one_row_is_refused(table):
    with pytest.raises(ValueError, match="found 1 member; expected at least 2 member to cluster"):
        clippings.cluster(table.head(1), on="name")
