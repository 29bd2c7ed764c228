"""OCR text of names is repaired as pairs of true names show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.synthesis.repair import repair_horizontal, repair_vertical


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("日鋼窯業", "日鋼窯業"),
        ("東亞ェ業", "東亜工業"),
        ("品川遍信ェ業一", "品川通信工業"),
        ("ェ藤建設", "工藤建設"),
        ("高橋石炭一", "高橋石炭"),
        ("爫伊東屋寢具店", "伊東屋寝具店"),
        ("一野崎商店", "野崎商店"),
        ("一柳商店", "一柳商店"),
        ("昭和竜氣", "昭和電気"),
        ("竜野醬油", "竜野醤油"),
        ("日夲鋼管", "日本鋼管"),
        ("オ丨バルェ業", "オーバル工業"),
        ("中央ハイヤl", "中央ハイヤー"),
        ("夕ソ夕電線", "タツタ電線"),
        ("匕レ几商事", "ヒレル商事"),
        ("吳羽コㇺェ業", "呉羽ゴム工業"),
        ("大丸與業", "大丸興業"),
        ("福山商店", "福山商店"),
        ("資生堂三重販賣", "資生堂三重販売"),
    ],
)
def test_vertical_lines(read, printed):
    assert repair_vertical(read) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("セ㐅ン卜", "セメント"),
        ("日本力一ボン", "日本カーボン"),
        ("オ一バル機器工業", "オーバル機器工業"),
        ("東洋プラン卜エ業", "東洋プラント工業"),
        ("兵庫卜ヨ夕自動車", "兵庫トヨタ自動車"),
        ("旦本サルヴヱ二ジ", "日本サルヴヱージ"),
        ("ニ木印刷", "二木印刷"),
        ("エ藤建設", "工藤建設"),
        ("野口商店", "野口商店"),
        ("一村産業", "一村産業"),
        ("第一衣料", "第一衣料"),
        ("山二証券", "山二証券"),
        ("米沢産業(", "米沢産業"),
        ("口一卜製薬", "ロート製薬"),
    ],
)
def test_horizontal_lines(read, printed):
    assert repair_horizontal(read) == printed


@given(st.text(alphabet="関西電気鉄道紡績野木山本商店製作所", min_size=3, max_size=9))
def test_plain_names_stay_as_they_are(name):
    assert repair_vertical(name) == repair_horizontal(name) == name


@given(st.text(alphabet="工ェエ夕タ力カ一ー丨l卜ト口ロ日本電気商店メル几・ ()爫", max_size=12))
def test_any_text_gives_text_without_spaces(read):
    for repaired in (repair_vertical(read), repair_horizontal(read)):
        assert " " not in repaired
        assert len(repaired) <= len(read)
