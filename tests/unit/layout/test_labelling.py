"""Labels on lines: by id, by place, and what is refused."""

import logging

import pandas as pd
import pytest

from clippings.layout.ink import INK
from clippings.layout.labelling import attach_labels
from clippings.tables import CORNERS


@pytest.fixture
def lines(entries):
    return entries(3)


def label(lines, row, **columns):
    """A label with the box of a line."""
    line = lines.loc[row]
    return {"page": line["page"], "line": None, **line[CORNERS], "role": "name", "text": None, **columns}


def labels_of(*rows):
    return pd.DataFrame(rows, columns=["page", "line", *CORNERS, "role", "text"])


def roles(attached):
    return attached.loc[attached["role"] != "other", "role"].to_dict()


def test_a_label_finds_its_line_by_either_id(lines):
    labels = labels_of(
        label(lines, 0, line="pr-0-l0", **dict.fromkeys(CORNERS)),
        label(lines, 3, line="eSc_3", role="partner", text="Mali"),
    )
    attached = attach_labels(lines, labels)
    assert roles(attached) == {0: "name", 3: "partner"}
    assert attached.loc[3, "transcribed"] == "Mali" and attached["transcribed"].count() == 1


def test_lines_of_a_labelled_page_without_a_label_are_other_and_other_pages_are_left_out(lines):
    attached = attach_labels(lines, labels_of(label(lines, 0)))
    assert attached["page"].unique().tolist() == ["pr-0"]
    assert attached["role"].value_counts().to_dict() == {"other": len(attached) - 1, "name": 1}


def test_a_drawn_box_finds_the_line_that_it_covers_best(lines):
    line = lines.loc[1]
    drawn = label(lines, 1, x0=line["x0"] - 30, y0=line["y0"] - 12, y1=line["y1"] + 9)
    assert roles(attach_labels(lines, labels_of(drawn))) == {1: "name"}


@pytest.mark.parametrize("shift", [{"y0": 15, "y1": 15}, {"x0": 890, "x1": 890}])
def test_a_box_that_meets_no_line_by_half_is_a_line_of_its_own(lines, shift):
    place = {corner: lines.loc[1, corner] + by for corner, by in shift.items()}
    attached = attach_labels(lines, labels_of(label(lines, 1, text="Mali", **place), label(lines, 4)))
    drawn = attached[~attached["line"].isin(lines["line"])]
    assert roles(attached) == {4: "name", drawn.index[0]: "name"}
    assert drawn[["line", "source", "width", "transcribed"]].to_numpy().tolist() == [
        ["pr-0-d000", "pr", 1000, "Mali"]
    ]
    assert drawn[CORNERS].iloc[0].to_dict() == {**lines.loc[1, CORNERS], **place}
    assert drawn[INK].isna().all(axis=None)


@pytest.mark.parametrize("shift", [{"x0": 900, "x1": 900}, {"y0": 1300, "y1": 1300}])
def test_a_box_beyond_the_page_is_refused(lines, shift):
    place = {corner: lines.loc[1, corner] + by for corner, by in shift.items()}
    box = ", ".join(f"{value:g}" for value in {**lines.loc[1, CORNERS], **place}.values())
    with pytest.raises(ValueError) as caught:
        attach_labels(lines, labels_of(label(lines, 1, **place)))
    assert str(caught.value) == (
        f"label on page pr-0: the box is ({box}), expected one on the page of 1000 x 1400 pixels"
    )


def test_boxes_on_a_page_where_nothing_was_found_are_counted(lines, caplog):
    drawn = [label(lines, 1, page="blank"), label(lines, 4, page="blank")]
    with caplog.at_level(logging.INFO, logger="clippings"):
        attached = attach_labels(lines, labels_of(label(lines, 0), *drawn))
    assert roles(attached) == {0: "name"}
    assert "page blank: nothing was found there, so 2 boxes that people drew are left out" in caplog.text


def test_a_line_cut_in_two_is_two_lines(lines):
    line = lines.loc[1]
    middle = (line["x0"] + line["x1"]) / 2
    halves = label(lines, 1, line=line["line"], x1=middle), label(lines, 1, x0=middle, role="field")
    attached = attach_labels(lines, labels_of(*halves))
    assert attached.loc[1, "x1"] == middle and attached["role"].value_counts()["field"] == 1
    assert len(attached) == (lines["page"] == "pr-0").sum() + 1


def test_an_id_of_another_line_than_the_one_at_the_box_does_not_count(lines):
    assert roles(attach_labels(lines, labels_of(label(lines, 0, line="pr-0-l7")))) == {0: "name"}


def test_an_id_that_the_page_does_not_have_is_refused_without_a_box(lines):
    gone = label(lines, 0, line="pr-1-l0", **dict.fromkeys(CORNERS))
    with pytest.raises(ValueError, match="line 'pr-1-l0' on page pr-0: no line of that page has this id"):
        attach_labels(lines, labels_of(gone))


def test_two_roles_for_one_line_are_refused(lines):
    twice = labels_of(label(lines, 0, line="eSc_0"), label(lines, 0, line="pr-0-l0", role="field"))
    with pytest.raises(ValueError, match="line pr-0-l0 on page pr-0: labels of 2 roles, expected 1"):
        attach_labels(lines, twice)
    assert roles(attach_labels(lines, twice.assign(role="name"))) == {0: "name"}
