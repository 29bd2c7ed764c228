"""Firms are read with their links, and each gets one printable name."""

import pytest

from clippings.synthesis.firms import collect_firms, list_candidates

OTHERS = ["東邦電気工業", "熊谷組", "カネコ種苗", "山口製作所", "三井不動産"]


@pytest.fixture
def firms(pairs):
    return collect_firms(pairs, others=OTHERS, seed=0)


def named(firms, column, record):
    return firms.set_index(column).loc[record]


def test_one_row_a_firm_and_links_are_kept(firms):
    assert len(firms) == firms["entity"].nunique() == 9
    linked = firms.dropna(subset=["pr", "tk"])
    assert dict(zip(linked["pr"], linked["tk"], strict=True)) == {
        "pr/1.png": "tk/11.png",
        "pr/2.png": "tk/12.png",
    }


def test_forms_say_where_a_name_comes_from(firms):
    assert named(firms, "pr", "pr/1.png")[["name", "form"]].tolist() == ["東洋工業", "known"]
    assert named(firms, "pr", "pr/3.png")[["name", "form"]].tolist() == ["日本カーボン", "known"]
    assert named(firms, "tk", "tk/13.png")[["name", "form"]].tolist() == ["関西工業", "repaired"]


def test_unreadable_names_are_replaced_by_kanji_names_of_no_big_group(firms):
    replaced = firms[firms["form"] == "replaced"]
    assert replaced["tk"].tolist() == ["tk/15.png"]
    assert replaced["name"].iloc[0] in {"東邦電気工業", "山口製作所"}


def test_pr_name_that_is_none_is_taken_from_tk(firms):
    assert named(firms, "pr", "pr/2.png")[["name", "form"]].tolist() == ["救心製薬", "repaired"]


def test_firms_of_one_name_are_homonyms(firms):
    homonyms = firms.set_index("tk")["homonym"]
    assert homonyms["tk/13.png"] == homonyms["tk/14.png"]
    assert firms["homonym"].nunique() == firms["name"].nunique() == 8


def test_too_few_stand_ins_are_named(pairs):
    with pytest.raises(ValueError, match=r"name list: 0 names of kanji, expected at least 1"):
        collect_firms(pairs, others=["カネコ種苗"], seed=0)


def test_candidates_are_entities(firms, pairs):
    candidates = list_candidates(firms, pairs)
    assert len(candidates) == len(pairs)
    assert set(candidates["pr"]) <= set(firms.dropna(subset="pr")["entity"])
