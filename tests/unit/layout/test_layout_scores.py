"""Scores against a naive count, and against pages where the answer is known."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.layout.scoring import score_boxes, score_layout, score_lines


def table(rows, page="p1", source="pr"):
    found = pd.DataFrame(rows, columns=["role", "x0", "y0", "x1", "y1"])
    return found.assign(page=page, source=source)


TRUTH = table(
    [
        ("name", 0, 0, 100, 20),
        ("partner", 0, 30, 100, 50),
        ("partner", 120, 30, 220, 50),
        ("field", 0, 60, 80, 80),
    ]
)


def scores(found, truth=TRUTH):
    result = frames.check(score_boxes(found, truth), tables.LAYOUT_SCORES, where="scores")
    return result.set_index("role")[["truth", "found", "matched", "recall", "precision"]]


def test_what_is_found_whole_scores_one():
    assert (scores(TRUTH)[["recall", "precision"]] == 1).all(axis=None)
    assert scores(TRUTH).index.tolist() == ["field", "name", "partner", "names"]


def test_a_box_of_another_role_counts_for_neither_but_for_names():
    found = TRUTH.assign(role=["partner", "partner", "partner", "field"])
    result = scores(found)
    assert result.loc["name"].tolist() == [1, 0, 0, 0.0, 0.0]
    assert result.loc["partner"].tolist() == [2, 3, 2, 1.0, pytest.approx(2 / 3)]
    assert result.loc["names"].tolist() == [3, 3, 3, 1.0, 1.0]


def test_two_boxes_on_one_name_match_once():
    twice = pd.concat([TRUTH, TRUTH.iloc[[1]]])
    assert scores(twice).loc["partner", ["found", "matched"]].tolist() == [3, 2]


def test_the_same_place_on_another_page_does_not_match():
    truth = pd.concat([TRUTH, TRUTH.iloc[[3]].assign(page="p2")])
    moved = pd.concat([TRUTH.iloc[:3], TRUTH.iloc[[3, 3]].assign(page="p2")])
    assert scores(moved, truth).loc["field", ["truth", "found", "matched"]].tolist() == [2, 2, 1]


def test_only_annotated_pages_count():
    found = pd.concat([TRUTH, TRUTH.assign(page="p9")])
    assert (scores(found)["found"] == scores(TRUTH)["found"]).all()


def test_nothing_found_scores_nought():
    assert scores(TRUTH.head(0)).loc["names"].tolist() == [3, 0, 0, 0.0, 0.0]


def names(*rows):
    """Return boxes given as (page, id in the transcription, role), each a whole name."""
    return pd.DataFrame(rows, columns=["page", "given", "role"]).assign(source="pr", part=0)


def mentions(*rows):
    return pd.DataFrame(rows, columns=["page", "mention"]).assign(source="pr")


def line_scores(found, truth, labelled=()):
    scores = frames.check(score_lines(found, truth, labelled=labelled), tables.LAYOUT_SCORES, where="scores")
    return scores.set_index("source")[["truth", "found", "matched", "recall", "precision"]]


def test_names_are_scored_by_the_lines_of_a_transcription():
    found = names(("p1", "a", "name"), ("p1", "b", "field"), ("p1", "c", "partner"), ("p1", None, "name"))
    scores = line_scores(found, mentions(("p1", "a"), ("p1", "b")))
    assert scores.loc["pr"].tolist() == [2, 3, 1, 0.5, pytest.approx(1 / 3)]
    assert scores.loc["all"].tolist() == scores.loc["pr"].tolist()


def test_a_broken_name_is_one_found_by_its_first_line():
    found = names(("p1", "a", "name"), ("p1", "b", "name")).assign(part=[0, 1])
    assert line_scores(found, mentions(("p1", "a"))).loc["pr"].tolist() == [1, 1, 1, 1, 1]


def test_a_line_of_the_same_id_on_another_page_is_another_line():
    found = names(("p1", "r1l1", "name"), ("p2", "r1l2", "name"))
    assert line_scores(found, mentions(("p2", "r1l1"))).loc["pr", ["found", "matched"]].tolist() == [2, 0]


def test_pages_that_taught_the_roles_do_not_count_even_if_no_other_is_left():
    found, truth = names(("p1", "a", "name"), ("p2", "b", "name")), mentions(("p1", "a"), ("p2", "b"))
    assert line_scores(found, truth, labelled={"p1"}).loc["pr", ["truth", "found"]].tolist() == [1, 1]
    assert line_scores(found, truth, labelled={"p1", "p2"}).loc["all"].tolist() == [0, 0, 0, 0, 0]


def test_layout_is_scored_by_place_where_that_is_known():
    boxes = TRUTH.assign(given=None, part=0)
    scores = score_layout(boxes, annotations=TRUTH, mentions=mentions(), labels=mentions())
    assert scores["role"].tolist() == ["field", "name", "partner", "names"]
    scores = score_layout(boxes, annotations=TRUTH.head(0), mentions=mentions(("p1", "a")), labels=mentions())
    assert scores[["role", "truth", "found"]].to_numpy().tolist() == [["names", 1, 3]] * 2
