"""The tilt of a page is found, taken out and put back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from clippings.layout.tilt import Tilt, measure_tilt, type_ink


@pytest.mark.parametrize("degrees", [-1.2, -0.4, 0.0, 0.7])
@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
def test_the_tilt_of_a_page_is_measured_and_taken_out(degrees, orientation, directory, printed):
    page = Image.fromarray(printed(directory))
    page = page if orientation == "horizontal" else page.transpose(Image.Transpose.ROTATE_270)
    tilted = np.asarray(page.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=240))
    tilt = measure_tilt(tilted, orientation=orientation)
    assert np.degrees(tilt.angle) == pytest.approx(degrees, abs=0.06)
    straight = tilt.straighten_image(tilted)
    assert measure_tilt(straight, orientation=orientation).angle == pytest.approx(0, abs=np.radians(0.06))
    assert straight.shape == tilted.shape and straight.dtype == np.uint8


def test_a_blank_page_has_no_tilt():
    assert measure_tilt(np.full((200, 100), 255, np.uint8), orientation="horizontal").angle == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1)])
def test_a_page_too_thin_for_lines_has_no_tilt(shape):
    assert measure_tilt(np.full(shape, 255, np.uint8), orientation="horizontal").angle == 0


@given(
    st.floats(-0.03, 0.03),
    st.lists(st.tuples(*[st.floats(0, 900)] * 2, *[st.floats(30, 400)] * 2), min_size=1, max_size=5),
)
def test_boxes_go_there_and_back(angle, places):
    x, y, width, height = np.array(places).T
    boxes = np.stack([x, y, x + width, y + height], axis=1)
    tilt = Tilt(angle, 1000, 1400)
    assert np.allclose(tilt.straighten_boxes(tilt.tilt_boxes(boxes)), boxes, atol=1e-6)


def test_a_tilted_box_hugs_the_tilted_corners():
    tilt = Tilt(np.radians(1), 1000, 1000)
    x0, y0, x1, y1 = tilt.tilt_boxes(np.array([[700.0, 480, 900, 520]]))[0]
    # Clockwise, as seen: what lies right of the centre goes down.
    assert (y0 + y1) / 2 == pytest.approx(500 + 300 * np.sin(np.radians(1)), abs=0.1)
    assert x1 - x0 == pytest.approx(200 + 40 * np.sin(np.radians(1)), abs=0.1)


def test_rules_are_no_type(directory, printed):
    page = printed(directory.head(1))
    clean = type_ink(page)
    page[60:63, 20:980] = 20
    page[70:480, 500:503] = 20
    assert np.array_equal(type_ink(page), clean) and clean.any()
