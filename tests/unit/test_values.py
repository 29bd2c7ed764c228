"""Numbers and years within texts, against a table by hand; nothing that OCR reads breaks them."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clippings.values import (
    amount_similarity,
    in_digits,
    read_numbers,
    read_year,
    year_similarity,
)

CHARACTERS = "0123456789〇一二三四五六七八九零十百千廿卅万萬億,.年元明治昭和 円株１，²"
TEXTS = st.text(alphabet=CHARACTERS, max_size=40) | st.text(max_size=20)
PLACES = {1000: "千", 100: "百", 10: "十", 1: ""}


def in_kanji(number):
    """Write a number below 10,000 the way that it is spoken: 1956 as 千九百五十六."""
    written = ""
    for place, name in PLACES.items():
        digit = number // place % 10
        if digit:
            written += ("" if digit == 1 and name else "一二三四五六七八九"[digit - 1]) + name
    return written


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("資本金", []),
        (",", []),
        ("，、。", []),
        ("十", [10]),
        ("百", [100]),
        ("千九百五十六", [1956]),
        ("一九五六", [1956]),
        ("二〇三", [203]),
        ("零", [0]),
        ("廿", [20]),
        ("廿五", [25]),
        ("卅一", [31]),
        ("二百卅", [230]),
        ("百七十五萬圓", [1_750_000]),
        ("億", [10**8]),
        ("一億二千三百万", [123_000_000]),
        ("3億3,000万円", [330_000_000]),
        ("1,200万", [12_000_000]),
        ("一千二百萬", [12_000_000]),
        ("0万", [0]),
        ("２７万３，０００株", [273_000]),
        ("１２３", [123]),
        ("1,", [1]),
        ("6,500万円(昭和24年12月)", [65_000_000, 24, 12]),
        ("二ノ三〇", [2, 30]),
        ("1.5億", [150_000_000]),
        ("資本金一．五億円", [150_000_000]),
        ("1億2.5万", [100_025_000]),
        ("1,234.50", [1234.5]),
        ("12.75", [12.75]),
        ("24.12.3", [24]),
        ("1.234,50", [1]),
        ("1千.5", [1000]),
        ("9" * 15, [10**15 - 1]),
        ("9" * 16 + "と3", [3]),
        ("一" * 5000, []),
    ],
)
def test_numbers_by_hand(text, numbers):
    assert read_numbers(text) == numbers


@given(st.integers(1, 9999), st.integers(0, 9999), st.integers(0, 9999))
def test_a_number_is_read_however_it_is_written(high, middle, low):
    number = high * 10**8 + middle * 10**4 + low
    parts = [(high, "億"), (middle, "万"), (low, "")]
    kanji = "".join(in_kanji(part) + name for part, name in parts if part)
    mixed = "".join(f"{part:,}{name}" for part, name in parts if part)
    digits = str.maketrans("0123456789", "〇一二三四五六七八九")
    assert read_numbers(kanji) == read_numbers(mixed) == read_numbers(f"{number:,}") == [number]
    assert read_numbers(str(number)) == read_numbers(str(number).translate(digits)) == [number]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("昭和十二年", 1937),
        ("昭和廿六年三月", 1951),
        ("昭和24年12月", 1949),
        ("大正元年十月", 1912),
        ("明治卅年", 1897),
        ("平成１年", 1989),
        ("大正11年個人經營・昭和22年株式に", 1922),
        ("二〇二〇年", 2020),
        ("founded 1935.", 1935),
        ("1935-36", 1935),
        ("11935", np.nan),
        ("昭和", np.nan),
        ("昭和年", np.nan),
        ("", np.nan),
        ("9" * 5000 + "年", np.nan),
    ],
)
def test_years_by_hand(text, year):
    assert read_year(text) == pytest.approx(year, nan_ok=True)


def test_similarities_by_hand():
    ones = ["昭和元年", "1935", "1935", "年"]
    assert year_similarity(ones, ["1926", "昭和九年", "none", "1935"]) == pytest.approx(
        [1, 1 / 2, np.nan, np.nan], nan_ok=True
    )
    ones = ["百万", "三千", "0", "0", "一", ""]
    assert amount_similarity(ones, ["1,000,000円", "1500", "0", "2", "x", "1"]) == pytest.approx(
        [1, 0.5, 1, 0, np.nan, np.nan], nan_ok=True
    )
    assert len(year_similarity([], [])) == len(amount_similarity([], [])) == 0
    assert in_digits(["二ノ三〇", "大阪"]) == ["2ノ30", "大阪"]


@given(TEXTS, TEXTS)
@example("9" * 400, "9" * 5000)
@example("億" * 40, "千" * 40)
def test_whatever_is_read_gives_numbers_and_similarities_in_bounds(one, other):
    assert all(isinstance(number, int | float) and number >= 0 for number in read_numbers(one))
    assert np.isnan(read_year(one)) or read_year(one) >= 0
    for similarity in (year_similarity, amount_similarity):
        (there,), (back,) = similarity([one], [other]), similarity([other], [one])
        assert there == pytest.approx(back, nan_ok=True) and (np.isnan(there) or 0 <= there <= 1)
        (same,) = similarity([one], [one])
        assert np.isnan(same) or same == 1
