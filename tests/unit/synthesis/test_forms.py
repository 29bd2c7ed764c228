"""Old, new and short forms of names, and which names can be printed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.synthesis.forms import new_forms, old_forms, plausible, printable, shorten, shortenings

NAMES = st.text(alphabet="関西広島鉄道会社電気工業証券桜浜糸双並豊国沢円ルーメン・のいすゞ", min_size=1)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("関西電気鉄道", "關西電氣鐵道"),
        ("広島証券会社", "廣島證券會社"),
        ("撚糸双葉", "撚糸双葉"),
        ("ライオン歯磨", "ライオン齒磨"),
        ("内外物産", "内外物産"),
    ],
)
def test_known_spellings(new, old):
    assert old_forms(new) == old
    assert new_forms(old) == new


def test_compatibility_forms_are_folded():
    assert new_forms("福神ｶﾞｽ") == "福神ガス"


@given(NAMES)
def test_old_forms_come_back_and_stay(name):
    assert new_forms(old_forms(name)) == name
    assert old_forms(old_forms(name)) == old_forms(name)
    assert printable(old_forms(name))


@pytest.mark.parametrize(
    "name", ["東洋紡績", "蛇の目ミシン工業", "熊本いすゞ自動車", "日本レイ・オ・バツク乾電池"]
)
def test_names_of_firms_are_plausible(name):
    assert plausible(name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("林", "one character"),
        ("大都灬", "a piece of a character"),
        ("東京A・CC", "letters"),
        ("西日本テレじセンタ", "stray hiragana"),
        ("三𡵢商店", "not of JIS X 0208"),
        ("トツパン・", "open end"),
        ("あ" * 15, "too long"),
    ],
)
def test_what_is_no_name_is_told(name, why):
    assert not plausible(name), why


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
def test_short_forms(name, forms):
    assert shortenings(name) == forms


def test_choice_is_one_of_the_forms_or_the_name():
    generator = np.random.default_rng(0)
    drawn = {shorten("株式会社小松製作所", generator) for _ in range(50)}
    assert drawn == {"小松", "小松製作所"}
    assert shorten("東洋製線", generator) == "東洋製線"
