"""Lines out of a detector's pieces: joined, parted at gaps, tight round the ink."""

import numpy as np
import pandas as pd
import pytest

from clippings.layout.lines import (
    WORD_GAP,
    find_lines,
    find_whole_lines,
    join_pieces,
    line_detector,
    line_finder,
)
from clippings.layout.spans import to_spans
from clippings.layout.tilt import type_ink
from clippings.layout.trimming import part_at_gaps, tighten, without_specks


def spans_of(lines):
    return to_spans(lines[["x0", "y0", "x1", "y1"]], orientation="horizontal", width=1000)


def test_a_loose_box_shrinks_to_its_line(directory, printed):
    ink = type_ink(printed(directory))
    loose = spans_of(directory) + np.array([-6, -4, 6, 4])
    assert np.abs(tighten(loose, ink) - spans_of(directory)).max() <= 2


def test_a_box_that_reaches_into_the_next_line_lets_go_of_it(directory, printed):
    ink = type_ink(printed(directory))
    line = directory.index[directory["role"] == "field"][2]
    reaching = spans_of(directory)[[line]] + np.array([0, -3, 0, 13])
    assert np.abs(tighten(reaching, ink) - spans_of(directory)[[line]]).max() <= 2


def test_a_box_that_cuts_a_character_grows_over_it(directory, printed):
    ink = type_ink(printed(directory))
    cut = spans_of(directory)[[0]] + np.array([11, 0, -9, 0])
    assert np.abs(tighten(cut, ink) - spans_of(directory)[[0]]).max() <= 2


def test_a_box_without_ink_is_empty():
    start, top, end, bottom = tighten(np.array([[5.0, 5, 60, 40]]), np.zeros((100, 100), bool))[0]
    assert start == end or top == bottom


def test_pieces_of_a_line_are_joined_and_others_left():
    pieces = np.array(
        [[0.0, 0, 50, 20], [45, 1, 90, 21], [110, 0, 180, 20], [0, 26, 50, 46], [260, 0, 300, 20]]
    )
    joined, scores = join_pieces(pieces, np.array([0.9, 0.7, 0.8, 0.6, 0.5]), gap=1.6)
    assert joined.tolist() == [[0, 0, 180, 21], [0, 26, 50, 46], [260, 0, 300, 20]]
    assert scores.tolist() == [0.7, 0.6, 0.5]


def test_columns_are_never_joined(directory):
    left, right = spans_of(directory)[:20], spans_of(directory)[20:]
    near = right - (right[:, 0].min() - left[:, 2].max() - 26) * np.array([1, 0, 1, 0])
    joined, _ = join_pieces(np.vstack([left, near]), np.ones(30), gap=1.6)
    assert ((joined[:, 2] <= left[:, 2].max()) | (joined[:, 0] >= near[:, 0].min())).all()


def test_a_row_is_parted_where_the_paper_is_bare():
    ink = np.zeros((30, 300), bool)
    ink[5:25, 10:60] = ink[5:25, 66:100] = ink[5:25, 140:200] = True
    parts = [part.tolist() for part in part_at_gaps(np.array([10.0, 5, 200, 25]), ink, gap=WORD_GAP)]
    assert parts == [[10, 5, 100, 25], [140, 5, 200, 25]]


def test_dirt_is_no_ink_of_a_line_but_a_dot_in_its_middle_is():
    line = np.zeros((25, 200), bool)
    line[2:22, 10:30] = True
    dirty = line.copy()
    dirty[3:6, 60:63] = True
    assert np.array_equal(without_specks(dirty), line)
    line[11:14, 100:103] = True
    assert np.array_equal(without_specks(line), line)


@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
def test_a_whole_page_is_found_from_rough_pieces(directory, printed, orientation):
    """Pieces as a detector gives them: padded, some lines in two, one twice, one empty."""
    page = printed(directory)
    boxes = directory[["x0", "y0", "x1", "y1"]].to_numpy() + np.array([-5, -4, 5, 4])
    halves = np.repeat(boxes[[3]], 2, axis=0)
    halves[0, 2] = halves[1, 0] = 200
    rough = np.vstack([np.delete(boxes, 3, axis=0), halves, boxes[[5]] + 1, [[700, 450, 760, 480]]])
    expected = spans_of(directory)
    if orientation == "vertical":
        # The same page a quarter turn clockwise: its lines run down, from right to left.
        page = np.rot90(page, -1)
        x0, y0, x1, y1 = rough.T
        rough = np.stack([500 - y1, x0, 500 - y0, x1], axis=1)
    spans, scores = find_lines(
        page, find=lambda _: (rough, np.ones(len(rough))), orientation=orientation, lists=True
    )
    assert len(spans) == len(scores) == len(expected)
    found = spans[np.lexsort((np.rint(spans[:, 0] / 10), np.rint(spans[:, 1] / 10)))]
    known = expected[np.lexsort((np.rint(expected[:, 0] / 10), np.rint(expected[:, 1] / 10)))]
    assert np.abs(found - known).max() <= 3


def test_whole_lines_keep_running_heads_and_are_not_parted_at_gaps(directory, printed):
    head = pd.DataFrame([[440.0, 20, 560, 40]], columns=["x0", "y0", "x1", "y1"])
    lines = pd.concat([directory, head], ignore_index=True)
    boxes = lines[["x0", "y0", "x1", "y1"]].to_numpy()
    list_row = (directory["y0"] == 194) & (directory["x0"] < 500)
    row = boxes[:-1][list_row]
    whole = np.concatenate([row.min(axis=0)[:2], row.max(axis=0)[2:]])
    rough = np.vstack([np.delete(boxes, np.flatnonzero(list_row), axis=0), whole])
    spans, scores = find_whole_lines(
        printed(lines), find=lambda _: (rough, np.ones(len(rough))), orientation="horizontal"
    )
    for line in (whole, head.to_numpy()[0]):
        assert np.abs(spans - line).max(axis=1).min() <= 3
    assert len(spans) == len(scores)


def test_the_line_detector_finds_nothing_on_a_blank_page(model):
    boxes, scores = line_finder(model, longest_side=320, threads=1)(np.full((200, 300), 250, np.uint8))
    assert boxes.shape == (0, 4) and scores.shape == (0,)


def test_the_detector_gives_a_layout_with_roles(directory, printed, model, monkeypatch):
    from clippings.layout import lines as module
    from clippings.layout.tilt import Sheet, Tilt

    boxes = directory[["x0", "y0", "x1", "y1"]].to_numpy()
    monkeypatch.setattr(
        module, "line_finder", lambda *_, **__: lambda image: (boxes, np.full(len(boxes), 0.8))
    )
    sheet = Sheet("p", "p.png", 0, printed(directory), Tilt(0, 1000, 500), "horizontal", ("name", "partner"))
    layout = line_detector(model=model, longest_side=900, threads=1)(sheet)
    assert sorted(block.type for block in layout) == sorted(directory["role"])
    assert {block.score for block in layout} == {0.8}
