"""Values within a text: its numbers, in digits or in kanji, and the years of Japanese eras."""

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

DIGITS = {kanji: str(digit) for digit, kanji in enumerate("〇一二三四五六七八九")} | {"零": "0"}
TENS = {"十": 10, "百": 100, "千": 1000, "廿": 20, "卅": 30}
MYRIADS = {"万": 10**4, "萬": 10**4, "億": 10**8}
LONGEST = 15  # Digits of a number: more are none, but what OCR makes of a ruled line.
# The Gregorian year before the first one of each era.
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988}
_ARABIC = str.maketrans(DIGITS)
_KANJI = "".join([*DIGITS, *TENS, *MYRIADS])
_COUNTED = "".join(["0-9", *DIGITS])
# One point between digits is decimal; others part a date or a section.
_DECIMAL = re.compile(rf"[^.]*[{_COUNTED}]\.[{_COUNTED}][^.,]*")
_NUMBER = re.compile(rf"[0-9{_KANJI}]+(?:[,.][0-9{_KANJI}]+)*")
_YEAR = re.compile(rf"({'|'.join(ERAS)})?(元|[0-9{_KANJI}]+)年|(?<![0-9])(1[0-9]{{3}}|20[0-9]{{2}})(?![0-9])")


def read_numbers(text: str) -> list[float]:
    """List the numbers of a text in order: 1,200万 and 一千二百萬 are both 12000000, 1.5億 is 150000000."""
    found = _NUMBER.findall(unicodedata.normalize("NFKC", text))
    return [number for run in found if (number := _value(run)) is not None]


def read_year(text: str) -> float:
    """Return the first year of a text, of an era or of four digits; NaN without one."""
    match = _YEAR.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return float("nan")
    era, counted, plain = match.groups()
    number = int(plain) if plain else 1 if counted == "元" else _value(counted)
    return float("nan") if number is None else float(number + ERAS.get(era, 0))


def read_amount(text: str) -> float:
    """Return the first number of a text; NaN without one."""
    numbers = read_numbers(text)
    return float(numbers[0]) if numbers else float("nan")


def year_similarity(ones: list[str], others: list[str]) -> Values:
    """Return 1 / (1 + years apart) of pairs of texts (n,), NaN where one has no year."""
    years = (np.array([read_year(text) for text in side], float) for side in (ones, others))
    return np.asarray(1 / (1 + np.abs(np.subtract(*years))))


def amount_similarity(ones: list[str], others: list[str]) -> Values:
    """Return the ratio of the first numbers of pairs of texts (n,), at most 1; NaN where one has none."""
    amounts = (np.array([read_amount(text) for text in side], float) for side in (ones, others))
    smaller, larger = np.sort(np.stack(list(amounts)), axis=0)
    return np.asarray(np.where(larger > 0, smaller / np.where(larger > 0, larger, 1), larger + 1))


def in_digits(texts: list[str]) -> list[str]:
    """Write the kanji digits of texts (n,) as Arabic ones: 二ノ三〇 as 2ノ30."""
    return [text.translate(_ARABIC) for text in texts]


def _value(run: str) -> float | None:
    """Return the value of one number, whole if it is, None if it has more digits in a row than LONGEST."""
    decimal = _DECIMAL.fullmatch(run)
    number: Callable[[str | int], Fraction | int] = Fraction if decimal else int
    total, section, digits = number(0), number(0), ""
    for character in (run if decimal else run.split(".")[0]).replace(",", ""):
        if character in MYRIADS:
            total += (section + number(digits) if digits else section or 1) * MYRIADS[character]
            section, digits = number(0), ""
        elif character in TENS:
            unit = TENS[character]
            section += unit if unit in (20, 30) else number(digits or 1) * unit
            digits = ""
        else:
            digits += DIGITS.get(character, character)
            if len(digits) > LONGEST:
                return None
    value = total + section + number(digits or 0)
    return value.numerator if value.denominator == 1 else float(value)
