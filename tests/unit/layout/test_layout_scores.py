"""Scores against a naive count, and against pages where the answer is known."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.layout.scoring import score_boxes


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
