"""Two tables in, links out: what a user sees."""

import pandas as pd
import polars
import pyarrow as pa
import pytest

import clippings
from clippings.api.given import to_pandas
from clippings.api.reading import read_labels

pytestmark = pytest.mark.usefixtures("shipped")
NAMED = {"on": "name", "ids": "id", "threads": 1}


@pytest.fixture
def found(left, right):
    return clippings.link(left, right, **NAMED)


def test_each_row_of_the_left_table_has_its_best_candidate_in_its_order(left, found):
    assert found.links["left"].tolist() == left["id"].tolist()
    assert found.links["right"].head(10).tolist() == [f"t{row:02d}" for row in range(9, -1, -1)]
    assert (found.links["runner_up"] != found.links["right"]).all()
    assert (found.links["runner_up_score"] <= found.links["score"]).all()


def test_what_is_linked_is_probable_and_what_is_not_is_not(found):
    linked = found.links["decision"] == "link"
    assert set(found.links["decision"]) == {"link", "no match"}
    assert found.links.loc[linked, "probability"].min() >= 0.5
    assert found.links.loc[~linked, "probability"].max() <= 0.5
    assert not linked[[10, 11]].any()


def test_the_order_of_rows_changes_nothing(left, right, found):
    turned = clippings.link(left.iloc[::-1], right.sample(frac=1, random_state=0), **NAMED)
    pd.testing.assert_frame_equal(turned.links[::-1].reset_index(drop=True), found.links)
    ordered = [one.evidence.sort_values(["left", "right"], ignore_index=True) for one in (turned, found)]
    pd.testing.assert_frame_equal(*ordered)


def test_a_frame_of_polars_or_arrow_gives_the_same_in_its_kind(left, right, found):
    given = {"polars": [polars.from_pandas(part) for part in (left, right)]}
    given["arrow"] = [pa.Table.from_pandas(part) for part in (left, right)]
    links = {kind: clippings.link(*parts, **NAMED).links for kind, parts in given.items()}
    assert isinstance(links["polars"], polars.DataFrame) and isinstance(links["arrow"], pa.Table)
    for each in links.values():
        pd.testing.assert_frame_equal(each.to_pandas(), found.links, check_dtype=False)


def test_ids_keep_their_type_and_rows_without_ids_are_numbered(left, right):
    own = clippings.link(left, right, **NAMED).links
    assert own["left"].dtype == left["id"].dtype and own["right"].dtype == right["id"].dtype
    numbered = clippings.link(left, right, on="name", threads=1).links
    assert numbered["left"].tolist() == list(range(12))
    assert numbered["right"].head(10).tolist() == list(range(9, -1, -1))


ODD = 2**53 + 1  # No float is equal to it, nor to it and an even number.


@pytest.fixture
def numbered(left, right):
    """Both tables with large integers as ids, the last row of the left one without a text."""
    named = left["name"].where(left.index < 11)
    return left.assign(id=left.index * 2 + ODD, name=named), right.assign(id=right.index * 2 + ODD)


@pytest.mark.parametrize("kind", [lambda table: table, polars.from_pandas, pa.Table.from_pandas])
def test_integer_ids_stay_what_they_are_beside_missing_ones(numbered, kind):
    left, right = map(kind, numbered)
    links, none = clippings.link(left, right, **NAMED).links, clippings.link(left, right[:1], **NAMED).links
    for table, column in ((links, "right"), (links, "runner_up"), (none, "right")):
        found = table[column].type if isinstance(table, pa.Table) else table[column].dtype
        assert str(found).lower() == "int64"
    ids = pa.table(links)["right"].to_pylist()
    assert ids[:10] == [row * 2 + ODD for row in range(9, -1, -1)] and ids[11] is None
    assert pa.table(none)["runner_up"].to_pylist() == [None] * 12


def test_integers_of_labels_stay_what_they_are_beside_missing_ones():
    ids = pd.Series([ODD, ODD + 2], index=["right/a", "right/b"])
    said = to_pandas(polars.DataFrame({"l": [ODD, ODD + 2], "r": [ODD + 2, None]}), where="labels")
    assert read_labels(said, [ids, ids])["target_id"].tolist()[0] == "right/b"


def test_columns_of_either_table_may_have_their_own_names(left, right, found):
    renamed = right.rename(columns={"name": "firm", "id": "number"})
    links = clippings.link(left, renamed, on=("name", "firm"), ids=("id", "number"), threads=1).links
    pd.testing.assert_frame_equal(links, found.links)


def test_rows_of_one_text_tie_and_the_first_id_is_taken(left, right):
    twice = pd.concat([right, right.assign(id="u" + right["id"])])
    links = clippings.link(left, twice, **NAMED).links
    assert links["right"].head(10).tolist() == [f"t{row:02d}" for row in range(9, -1, -1)]
    assert links["runner_up"].head(10).tolist() == [f"ut{row:02d}" for row in range(9, -1, -1)]
    assert links["score"].head(10).tolist() == links["runner_up_score"].head(10).tolist()


def test_one_to_one_links_no_row_twice(left, right):
    twice = pd.concat([left, left.assign(id=left["id"] + 100)])
    links = clippings.link(twice, right, one_to_one=True, **NAMED).links
    taken = links.loc[links["decision"] == "link", "right"]
    assert len(taken) and taken.is_unique


@pytest.mark.parametrize("blank", [None, "", float("nan")])
def test_a_row_without_a_text_has_no_candidate_and_spoils_no_other(left, right, blank, found):
    more = pd.concat([left, pd.DataFrame({"id": [7], "name": [blank], "address": ["x"]})], ignore_index=True)
    links = clippings.link(more, right, **NAMED).links
    last = links.iloc[-1]
    assert (last["left"], last["decision"]) == (7, "no match")
    assert last[["right", "score", "runner_up"]].isna().all()
    assert links["right"].head(12).tolist() == found.links["right"].tolist()


def test_further_columns_are_compared_by_themselves(left, right):
    found = clippings.link(left, right, fields={"address": "address"}, **NAMED)
    assert "address_levenshtein_forms_clean" in found.evidence
    assert found.links["left_text"].tolist() == left["name"].tolist(), "the name alone is shown"
    same = found.evidence[["left", "right", "address_levenshtein_forms_clean"]].dropna()
    assert same.loc[same["left"] == 100].set_index("right")["address_levenshtein_forms_clean"]["t09"] == 1


def test_only_rows_of_one_block_are_compared(left, right):
    blocks = left.assign(part=["a", "b"] * 6), right.assign(part="a")
    links = clippings.link(*blocks, block="part", **NAMED).links
    assert links.loc[::2, "right"].notna().all() and links.loc[1::2, "right"].isna().all()


def test_terms_of_a_link_add_up_to_its_score(found):
    why = found.explain(100)
    assert set(why["left"]) == {100} and set(why["rank"]) == {1, 2}
    score = found.links.set_index("left")["score"][100]
    assert why.loc[why["rank"] == 1, "term"].sum() == pytest.approx(score, abs=1e-5)


def test_labels_teach_the_scorer(left, right):
    pairs = pd.DataFrame({"left": left["id"].head(10), "right": [f"t{row:02d}" for row in range(9, -1, -1)]})
    unmatched = pd.DataFrame({"left": [110, 111], "right": [None, None]})
    labels = pd.concat([pairs, unmatched]).astype({"left": str})  # As a file of texts has them.
    found = clippings.link(left, right, labels=labels, **NAMED)
    assert set(found.weights["fold"]) == {1, 2, 3, 4, 5}
    assert found.weights["low"].notna().all(), "weights have intervals where labels taught them"
    assert any("normalised" in name for name in found.weights["comparison"])
    assert found.links["right"].head(10).tolist() == pairs["right"].tolist()


def test_where_no_label_is_without_a_match_the_threshold_is_that_without_labels(
    left, right, known, tmp_path, caplog
):
    matches = known.dropna()
    found = clippings.link(left, right, labels=matches, **NAMED)
    linked = found.links["decision"] == "link"
    assert linked.any() and not linked[[10, 11]].any()
    assert found.links["probability"][[10, 11]].max() < 0.5
    said = "labels: 10 rows with a match, 0 without, too few to teach when to link nothing;"
    assert [record.levelname for record in caplog.records if said in record.message] == ["WARNING"]
    with pytest.raises(ValueError, match=r"a.clippings: every labelled row has a match"):
        found.save_model(tmp_path / "a.clippings")


def test_a_single_label_without_a_match_decides_what_it_does_not_teach_as_without_labels(
    left, right, known, caplog
):
    found = clippings.link(left, right, labels=known.head(11), **NAMED)
    assert found.links["decision"][10] == "no match"
    assert "labels: 10 rows with a match, 1 without" in caplog.text


@pytest.mark.parametrize("name", ["text", "blocked", "picture", "crossed", "quality"])
def test_a_field_that_is_called_like_what_is_compared_anyway_is_refused(left, right, name):
    tables = [table.rename(columns={"address": name}) for table in (left, right)]
    with pytest.raises(ValueError, match=f"fields: {name!r} has a meaning of its own, expected another name"):
        clippings.link(*tables, fields={name: "text"}, **NAMED)


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"on": "nom"}, "left: column 'nom' is missing; found name, address, id"),
        ({"on": None}, "found neither `on` nor `images`, expected a column of texts or of image files"),
        ({"on": ["name"]}, "found ['name'], expected a name, or a pair with one for each table"),
        ({"fields": ["address"]}, "fields: found ['address'], expected a mapping of columns to kinds"),
        ({"ids": "address"}, "right: row 12 has no 'address', expected an id"),
        ({"fields": {"address": "street"}}, "fields: address is 'street', expected one of name, address, "),
        ({"fields": {"name": "name"}}, "fields: 'name' has a meaning of its own, expected another name"),
        ({"orientation": "up"}, "orientation: 'up', expected one of horizontal, vertical"),
        ({"measures": ["soundex"]}, "measures: found 'soundex', expected some of levenshtein, "),
        (
            {"boxes": ["address"]},
            "boxes: found ['address'], expected four columns, and `images` of the pages",
        ),
        (
            {"labels": pd.DataFrame({"l": [1], "r": ["t00"]})},
            "labels: id 1 of 'l' is in no row, expected ids",
        ),
        (
            {"labels": pd.DataFrame({"l": [100, 101], "r": ["t09", None], "v": "match"})},
            "labels: row 2 is a match without a second id, expected one",
        ),
        (
            {"labels": pd.DataFrame({"l": [100, None, None], "r": ["t09", None, "t08"]})},
            "labels: row 3 has no 'l', expected an id",
        ),
        (
            {"labels": pd.DataFrame({"l": [100, 101], "r": ["t09", "t08"]})},
            "labels: 2 pairs are too few, or too many of them of one name; expected pairs of 5",
        ),
        ({"threads": -1}, "threads: found -1, expected at least 1"),
        ({"threads": 0}, "threads: found 0, expected at least 1"),
        (
            {"labels": pd.DataFrame({"l": [100], "r": ["t00"], "v": ["yes"]})},
            "labels: verdict 'yes', expected",
        ),
    ],
)
def test_bad_input_is_refused_in_one_line(left, right, changed, line):
    right.loc[11, "address"] = None
    with pytest.raises(ValueError) as refused:
        clippings.link(left, right, **{**NAMED, **changed})
    assert str(refused.value).startswith(line) and "\n" not in str(refused.value)


def test_ids_that_repeat_and_tables_without_rows_are_refused(left, right):
    with pytest.raises(ValueError, match="left: id 100 appears more than once in 'id', expected unique ids"):
        clippings.link(left.assign(id=100), right, **NAMED)
    with pytest.raises(ValueError, match="right: the table is empty, expected at least one row"):
        clippings.link(left, right.head(0), **NAMED)
    with pytest.raises(ValueError, match="left: several columns are called 'name', expected one"):
        clippings.link(left.join(left["name"], rsuffix="2").rename(columns={"name2": "name"}), right, **NAMED)
    for blank in ("", "  ", None):
        with pytest.raises(ValueError, match="left: no row has a text or a picture, expected at least one"):
            clippings.link(left.assign(name=blank), right, **NAMED)
    with pytest.raises(ValueError, match="left: found list, expected a DataFrame of pandas or polars"):
        clippings.link([("a", 1)], right, **NAMED)


def test_tables_whose_names_all_agree_are_linked_as_a_whole():
    names = pd.DataFrame({"name": [f"{number} Main Street" for number in range(101, 113)]})
    links = clippings.link(names, names, on="name").links
    assert (links["decision"] == "link").all() and (links["left"] == links["right"]).all()
