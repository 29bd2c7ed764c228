"""Scores against a naive count, and against pages where the answer is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings import frames, tables
from clippings.layout.scoring import match_boxes, score_layout
from clippings.overlaps import overlaps


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
    result = frames.check(score_layout(found, truth), tables.LAYOUT_SCORES, where="scores")
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


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return shared / (both - shared)


places = st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(1, 60)] * 2)
boxes = st.lists(places.map(lambda p: (p[0], p[1], p[0] + p[2], p[1] + p[3])), min_size=1, max_size=6)


@given(boxes, boxes)
def test_overlaps_are_those_of_a_double_loop(first, second):
    naive = [[overlap(a, b) for b in second] for a in first]
    assert np.allclose(overlaps(np.array(first, float), np.array(second, float)), naive)


@given(boxes, boxes)
def test_pairs_are_one_to_one_good_and_none_is_left(first, second):
    pairs = match_boxes(np.array(first, float), np.array(second, float))
    rows, columns = [r for r, _ in pairs], [c for _, c in pairs]
    assert len(set(rows)) == len(rows) and len(set(columns)) == len(columns)
    assert all(overlap(first[r], second[c]) >= 0.5 for r, c in pairs)
    left = [
        (r, c)
        for r in set(range(len(first))) - set(rows)
        for c in set(range(len(second))) - set(columns)
        if overlap(first[r], second[c]) >= 0.5
    ]
    assert not left


@pytest.mark.parametrize(("shift", "matches"), [(33, True), (34, False)])
def test_an_overlap_of_one_half_is_enough(shift, matches):
    box = np.array([[0.0, 0, 100, 20]])
    assert bool(match_boxes(box + np.array([shift, 0, shift, 0]), box)) is matches
