"""Names are shortened the way books do it."""

import numpy as np
import pytest

from clippings.synthesis.shortening import shorten, shortenings


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("株式会社小松製作所", ["小松", "小松製作所"]),
        ("合資会社田中", ["田中"]),
        ("小松製作所", ["小松"]),
        ("東洋製線", []),
        ("林商店", []),
        ("三井化学工業", ["三井化学"]),
        ("東洋工業", []),
        ("日本車輌製造", ["日本車輌"]),
    ],
)
def test_forms(name, forms):
    assert shortenings(name) == forms


def test_choice_is_one_of_the_forms_or_the_name():
    generator = np.random.default_rng(0)
    drawn = {shorten("株式会社小松製作所", generator) for _ in range(50)}
    assert drawn == {"小松", "小松製作所"}
    assert shorten("東洋製線", generator) == "東洋製線"
