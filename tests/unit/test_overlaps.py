"""Overlaps of boxes against counts of pixels, and one-to-one matches against a double loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.overlaps import match_boxes, overlaps

edges = st.integers(0, 12)
any_boxes = st.lists(st.tuples(edges, edges, edges, edges), min_size=1, max_size=4)


def cells(box):
    x0, y0, x1, y1 = box
    return {(x, y) for x in range(x0, x1) for y in range(y0, y1)}


def upright(box):
    x0, y0, x1, y1 = box
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


@given(any_boxes, any_boxes)
def test_overlap_agrees_with_counting_pixels(some, others):
    some, others = [upright(box) for box in some], [upright(box) for box in others]
    found = overlaps(np.array(some, float), np.array(others, float))
    for row, box in enumerate(some):
        for column, other in enumerate(others):
            either = cells(box) | cells(other)
            expected = len(cells(box) & cells(other)) / len(either) if either else 0
            assert found[row, column] == pytest.approx(expected)


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


def test_of_equal_overlaps_the_first_rows_are_paired():
    box = np.array([[0.0, 0, 10, 10]])
    assert match_boxes(np.repeat(box, 3, axis=0), np.repeat(box, 2, axis=0)) == [(0, 0), (1, 1)]


def test_nothing_matches_nothing():
    assert match_boxes(np.zeros((0, 4)), np.ones((2, 4))) == []
