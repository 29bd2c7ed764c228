"""Ageing: the skew moves boxes as it moves ink, and nothing is drawn that was not seeded."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.synthesis.ageing import age, draw_skew, move_boxes


def generator(seed=0):
    return np.random.default_rng(seed)


@given(st.integers(0, 10_000), st.integers(60, 300), st.integers(60, 300))
def test_a_moved_box_holds_the_moved_ink_and_little_more(seed, x, y):
    ink = np.zeros((400, 400), np.uint8)
    ink[y : y + 30, x : x + 40] = 255
    matrix = draw_skew(400, 400, degrees=2.0, rng=generator(seed))
    moved = cv2.warpAffine(ink, matrix, (400, 400)) > 127
    rows, columns = np.flatnonzero(moved.any(axis=1)), np.flatnonzero(moved.any(axis=0))
    found = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    box = move_boxes(np.array([[x, y, x + 40, y + 30]], float), matrix)
    assert np.allclose(box, found, atol=1.6)


def test_skew_stays_within_its_degrees():
    angles = [
        np.degrees(np.arctan2(matrix[0, 1], matrix[0, 0]))
        for matrix in (draw_skew(100, 200, degrees=0.7, rng=generator(seed)) for seed in range(50))
    ]
    assert max(np.abs(angles)) <= 0.7 and min(angles) < -0.3 and max(angles) > 0.3


def test_ageing_is_a_matter_of_the_seed():
    ink = np.zeros((80, 120), np.uint8)
    ink[30:50, 20:90] = 255
    first, same, other = (age(ink, strength=0.6, rng=generator(seed)) for seed in (1, 1, 2))
    assert first.shape == (80, 120, 3) and first.dtype == np.uint8
    assert np.array_equal(first, same) and not np.array_equal(first, other)


@pytest.mark.parametrize("strength", [0.0, 0.6, 1.0])
def test_ink_stays_darker_than_paper(strength):
    ink = np.zeros((200, 200), np.uint8)
    ink[50:150, 50:150] = 255
    scan = age(ink, strength=strength, rng=generator()).astype(float)
    assert scan[60:140, 60:140].mean() < 0.6 * scan[:40].mean()
