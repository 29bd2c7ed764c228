"""Spans: one geometry for both directions of print."""

import numpy as np
import pytest

from clippings.images import to_reading
from clippings.layout.spans import bands, body_size, reading_order, rows, runs, to_boxes, to_spans


@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
def test_spans_and_boxes_are_two_views_of_one_place(orientation):
    boxes = np.array([[10.0, 20, 90, 50], [300, 5, 330, 400]])
    spans = to_spans(boxes, orientation=orientation, width=640)
    assert np.array_equal(to_boxes(spans, orientation=orientation, width=640), boxes)
    # The ink under a box of the page lies under its span on the page turned to the reading direction.
    page = np.zeros((480, 640), int)
    page[20:50, 10:90] = 1
    start, top, end, bottom = spans[0].astype(int)
    turned = to_reading(page, orientation)
    assert turned[top:bottom, start:end].all() and turned.sum() == (end - start) * (bottom - top)


def test_vertical_lines_follow_from_right_to_left():
    right, left = to_spans([[500, 0, 530, 400], [400, 0, 430, 400]], orientation="vertical", width=640)
    assert right[1] < left[1] and (right[0], right[2]) == (0, 400)


def test_two_columns_are_two_bands_though_a_head_crosses_the_gutter(directory):
    spans = to_spans(directory[["x0", "y0", "x1", "y1"]], orientation="horizontal", width=1000)
    head = np.array([[300.0, 20, 700, 29]])
    assert bands(np.vstack([spans, head]))[:-1].tolist() == [0] * 20 + [1] * 10


def test_tabs_on_a_page_with_few_lines_are_no_gutters():
    cells = np.array([[0.0, 0, 80, 20], [140, 0, 240, 20], [300, 0, 380, 20], [140, 30, 200, 50]])
    assert bands(cells).tolist() == [0, 0, 0, 0]
    far = cells + np.array([500, 0, 500, 0])
    assert bands(np.vstack([cells, far])).tolist() == [0] * 4 + [1] * 4


def test_columns_are_read_one_after_the_other_line_by_line(directory):
    boxes = directory[["x0", "y0", "x1", "y1"]].to_numpy()
    shuffled = np.random.default_rng(0).permutation(len(boxes))
    order, _, _ = reading_order(to_spans(boxes[shuffled], orientation="horizontal", width=1000))
    assert shuffled[order].tolist() == list(range(len(boxes)))


def test_neighbours_a_little_up_or_down_stand_in_one_row():
    spans = np.array([[0.0, 10, 50, 30], [100, 14, 150, 36], [0, 38, 60, 58]])
    assert rows(spans, np.zeros(3, dtype=int)).tolist() == [0, 0, 1]


def test_the_body_is_the_type_of_most_of_the_text():
    spans = np.array([[0.0, 0, 40, 40], [0, 50, 50, 90], [0, 100, 500, 120]])
    assert body_size(spans) == 20


def test_runs_are_the_true_stretches():
    assert runs(np.array([1, 1, 0, 1, 0], bool)) == [(0, 2), (3, 4)]


def test_a_page_without_lines_has_no_bands():
    order, band, row = reading_order(np.zeros((0, 4)))
    assert len(order) == len(band) == len(row) == 0
