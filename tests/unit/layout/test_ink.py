"""The ink of lines in numbers, on pages of strokes of known widths."""

import numpy as np

from clippings.layout.ink import INK, measure_ink

# Lines of stems: left and upper edge, height, width and distance of stems, their number.
LINES = [(100, 100, 30, 4, 20, 30), (100, 200, 30, 8, 20, 30), (100, 300, 48, 8, 40, 15)]


def page_of_stems():
    page = np.full((500, 1200), 240, np.uint8)
    for left, upper, height, width, distance, count in LINES:
        for number in range(count):
            page[upper : upper + height, left + number * distance :][:, :width] = 20
    return page, np.array([[95.0, y - 5, 105 + n * d, y + h + 5] for _, y, h, _, d, n in LINES])


def test_strokes_of_known_widths_measure_what_they_are():
    page, spans = page_of_stems()
    ink = measure_ink(page, spans, orientation="horizontal")
    heights, widths = (np.array([line[place] for line in LINES]) for place in (2, 3))
    assert list(ink) == INK
    assert (ink["ink_density"] > 0.7).all()
    assert np.abs(ink["ink_height"] - heights).max() <= 2
    assert np.abs(ink["stem_width"] - widths).max() <= 2
    # Stems have no bars: a run across the line is nearly as long as the stem is high.
    assert (ink["bar_width"] > 0.7 * heights).all()
    assert ink["stem_width"][1] > 1.4 * ink["stem_width"][0]


def test_ink_of_vertical_print_is_that_of_the_page_turned():
    page, spans = page_of_stems()
    straight = measure_ink(page, spans, orientation="horizontal")
    assert np.allclose(measure_ink(np.rot90(page, -1), spans, orientation="vertical"), straight, rtol=0.02)


def test_a_line_without_ink_measures_zero():
    blank = np.full((200, 300), 240, np.uint8)
    assert (measure_ink(blank, np.array([[20.0, 20, 200, 60]]), orientation="horizontal") == 0).all(axis=None)


def test_a_page_without_lines_has_no_ink():
    ink = measure_ink(page_of_stems()[0], np.zeros((0, 4)), orientation="horizontal")
    assert ink.shape == (0, len(INK))
