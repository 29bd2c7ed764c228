"""Long texts below pictures."""

import pytest

from clippings.figures.pictures import fit, width


def test_words_are_kept_whole_and_what_is_left_over_is_cut():
    text = "the mayor  opens the\nnew bridge"
    assert fit(text, letters=10, lines=4) == "the mayor\nopens the\nnew bridge"
    assert fit(text, letters=10, lines=2) == "the mayor\nopens the…"
    assert fit(text, letters=40, lines=1) == "the mayor opens the new bridge"


def test_a_line_never_holds_more_than_its_letters():
    for letters in range(2, 30):
        for line in fit(
            "Unwahrscheinlichkeitsrechnung 株式會社日本製鋼所 of it", letters=letters, lines=9
        ).split("\n"):
            assert 0 < width(line) <= letters


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), ("日本商事", "日本商事"), ("日本商事會社", "日本商\n事會社")]
)
def test_wide_letters_count_twice(text, expected):
    assert fit(text, letters=8 if len(text) < 5 else 6, lines=2) == expected
