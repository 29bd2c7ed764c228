"""Crops find their printed names by overlap, line or id, each once."""

import pandas as pd
import pytest

from clippings.records.matching import match_by_box, match_by_id, match_by_line


def test_crops_match_by_their_first_part_and_strangers_stay_without(crops, mentions, annotations):
    matched = match_by_box(crops, mentions, annotations=annotations)
    assert matched.to_dict() == {f"c{n}": f"m{n}" for n in (1, 2, 3, 4, 5, 7)}


def test_two_crops_of_one_name_leave_it_to_the_better_one(crops, mentions, annotations):
    crops.loc[crops["crop"] == "c6", ["x0", "x1"]] = [42, 60]
    matched = match_by_box(crops, mentions, annotations=annotations)
    assert matched["c5"] == "m5" and "c6" not in matched


def test_of_crops_that_overlap_a_name_alike_the_smaller_id_takes_it(crops, mentions, annotations):
    twice = pd.concat([crops.assign(crop=crops["crop"] + "b"), crops, crops.assign(crop=crops["crop"] + "a")])
    matched = match_by_box(twice, mentions, annotations=annotations)
    assert set(matched.index) == {f"c{n}" for n in (1, 2, 3, 4, 5, 7)}


def test_a_box_of_which_less_than_half_agrees_does_not_match(crops, mentions, annotations):
    crops.loc[crops["crop"] == "c4", ["y0", "y1"]] = [60, 160]
    assert "c4" not in match_by_box(crops, mentions, annotations=annotations)


def test_boxes_of_other_pages_do_not_match(crops, mentions, annotations):
    crops.loc[crops["page"] == "tk-1", "page"] = "tk-2"
    assert set(match_by_box(crops, mentions, annotations=annotations).index) == {"c1", "c2", "c3", "c7"}


def test_truth_of_which_nothing_matches_is_one_line(crops, mentions, annotations):
    crops["page"] = "other"
    with pytest.raises(ValueError, match=r"the truth is of pages pr-1, tk-1, the crops of other"):
        match_by_box(crops, mentions, annotations=annotations)


def test_annotations_of_unknown_mentions_are_one_line(crops, mentions, annotations):
    with pytest.raises(ValueError, match=r"annotations: mention 'm5' is not among the mentions \(1 of 6"):
        match_by_box(crops, mentions.iloc[:5], annotations=annotations)


def test_ids_match_where_they_agree_and_unknown_ones_are_one_line(crops, mentions):
    mine = mentions.assign(mention=mentions["mention"].str.replace("m", "c"))
    assert match_by_id(crops["crop"], mine).to_dict() == {crop: crop for crop in mine["mention"]}
    with pytest.raises(ValueError, match=r"mention 'c5' is not among the records .* such as c1, c2, c3"):
        match_by_id(crops["crop"].drop(index=5), mine)


def test_a_page_without_truth_is_no_error(crops, mentions, annotations):
    extra = pd.concat([crops, crops.iloc[[0]].assign(crop="c8", page="pr-2")])
    assert "c8" not in match_by_box(extra, mentions, annotations=annotations)


def test_crops_match_by_the_line_that_they_show(crops, mentions):
    given = crops.assign(given=[f"m{n}" for n in (1, 2, 9, 7, 4)] + [None, "m5"])
    assert match_by_line(given, mentions).to_dict() == {
        "c1": "m1",
        "c2": "m2",
        "c7": "m7",
        "c4": "m4",
        "c6": "m5",
    }


def test_a_line_of_the_same_id_on_another_page_is_another_line(crops, mentions):
    given = crops.assign(given="m4")
    assert match_by_line(given, mentions).to_dict() == {"c4": "m4"}


def test_truth_of_lines_of_which_nothing_matches_is_one_line(crops, mentions):
    given = crops.assign(given=[f"x{n}" for n in range(len(crops))])
    with pytest.raises(ValueError) as caught:
        match_by_line(given, mentions)
    assert str(caught.value) == (
        "mentions: none of 6 is a line that was cut out; the truth has lines pr-1: m1, pr-1: m2, pr-1: m3,"
        " the crops pr-1: x0, pr-1: x1, pr-1: x2"
    )
