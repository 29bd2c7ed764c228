"""The OCR text of a firm's name, repaired: look-alikes, kana taken for kanji, marks taken for characters."""

import re

from clippings.synthesis.forms import new_forms

# Read off pairs of names known to be the same: what the OCR gave, then what stands in print.
_LOOKALIKES = """
    ㇰク ㇱシ ㇲス ㇳト ㇴヌ ㇵハ ㇶヒ ㇷフ ㇸヘ ㇹホ ㇺム ㇻラ ㇼリ ㇽル ㇾレ ㇿロ 㐅メ 丰キ 乄メ
    冫ン 囙コ 彳イ 歹ダ 龴マ 俱倶 儿几 劵券 殳受 亼合 孌変 罦学 晏学 睪学 艸州 蒂帝 痁店 旣既 㠯日
    曰日 咉映 厺本 夲本 冭本 沗本 杢本 裒東 杤栃 裓械 菐業 禨機 溻潟 沪濾 夾灰 爲為 淕産 甶田 彀穀
    䌫紡 縯繊 纎繊 𠂤自 乕虎 嬈設 逘送 遍通 逼通 浘通 漌運 遧運 逹達 郉那 罫野 閂門 夤電 軰電 𥧄電
    寁電 寳宝 ⻝食 夐食 ま市
"""
_LOOKALIKE_OF = str.maketrans({pair[0]: pair[1] for pair in _LOOKALIKES.split()})
_WORDS = (
    (r"[竜童亀寛蜜畵畫雷賷賈](?=[気機鉄力線設池波音話熔子球信])", "電"),
    (r"(?<=乾)[竜童亀寛](?=池)", "電"),
    (r"^7|(?<=[ァ-ヺ])7(?=[ァ-ヺ])", "ア"),
    (r"(?<=[ァ-ヺ])う|う(?=[ァ-ヺ])", "ン"),
    (r"^[日旦][卒夵李杢太夲](?!郎)|^旦本", "日本"),
    (r"与(?=[業行産])", "興"),
    (r"官動車", "自動車"),
    (r"(?<=自)勤(?=車)|(?<=不)勤(?=産)", "動"),
    (r"(?<=自動)[𠦝聿旦事]", "車"),
    (r"買(?=易)", "貿"),
    (r"(?<=販)[賈買]", "売"),
    (r"佃(?=販)", "卸"),
    (r"(?<=新聞)牡", "社"),
    (r"(?<=製)綱|綱(?=[材管板])", "鋼"),
    (r"合[口ロ囗](?=[板成同金])", "合"),
    (r"口[一lー丨]卜", "ロート"),
    (r"ぃす.", "いすゞ"),
)
_KANA_WORDS = (
    (r"ー+", "ー"),
    (r"コム(?=[工産製]|$)", "ゴム"),
    (r"[とじ](?=[ルニジ])", "ビ"),
    (r"[己ロ]ンクリ", "コンクリ"),
    (r"クリト", "クリート"),
    (r"(?<=タクシ|ライタ)$", "ー"),
    (r"ソ(?=[クトタチパピプペ]|ボン)", "ツ"),
    (r"[ハバ]ル[プブ]", "パルプ"),
    (r"ハ(?=イプ)", "パ"),
)
_KANA_OF = dict(zip("力夕卜口二八工厶几己千又匕入", "カタトロニハエムルコチヌヒス", strict=True))
_KANJI_OF = dict(zip("カタトロニハエェヱ", "力夕卜口二八工工工", strict=True))
_FULL_SIZE = str.maketrans("ァィゥェォャュョッヮ", "アイウエオヤユヨツワ")
_TWINS = "".join(_KANA_OF) + "".join(_KANJI_OF)
_HAN, _KANA = "一-鿿々", "ァ-ヺ"
# Marks of the page, and pieces of them, that the OCR puts before and after a name.
_BEFORE = "丏伾惏貟凵爫一丨匚灬囗冂兀丌丬刈肓刂𠘨门・、。,.()|lmnMiIJ1い⺼艹辶ハム冖宀エ"
_AFTER = "几艹䒑丅吓圤埡卭栿な一丨匚灬爫凵囗冂兀丌丬口株亠阝丰𠘨・、。,.()|lmnMiIJ17いハム厶"


def repair_horizontal(text: str) -> str:
    """Return the new forms of a name read from a horizontal line, where the OCR takes ー for 一 or 二."""
    return _repair(text, long_marks="ー一丨l|二匞与", false_ends="")


def repair_vertical(text: str) -> str:
    """Return the new forms of a name read from a vertical line, where the OCR takes ー for 丨 or l.

    A 一 at the end is a mark of the page, not of the name.
    """
    return _repair(text, long_marks="ー丨l1iI|", false_ends="一")


def _repair(text: str, *, long_marks: str, false_ends: str) -> str:
    text = new_forms(text.translate(_LOOKALIKE_OF)).translate(_LOOKALIKE_OF)
    text = _replace(re.sub(r"\s", "", text), _WORDS)
    text = _trim(text, false_ends)
    run = f"[{_KANA}{_TWINS}・.{re.escape(long_marks)}]+"
    text = re.sub(run, lambda found: _settle(found, long_marks), text)
    return _replace(text, _KANA_WORDS)


def _replace(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for given, meant in pairs:
        text = re.sub(given, meant, text)
    return text


def _trim(text: str, false_ends: str) -> str:
    """Drop the marks around a name that the OCR took for characters; keep names such as 一柳."""
    text = re.sub(rf"^(?!一[柳村宮色]|エ藤)[{re.escape(_BEFORE)}]+(?=[{_HAN}]{{2}})", "", text)
    shorter = re.sub(rf"(?<=[{_HAN}])[{re.escape(_AFTER)}]+$", "", text)
    text = shorter if len(shorter) > 2 else text
    return re.sub(rf"^一(?=[{_KANA}])", "", text.strip("・、。,.()mnM爫灬栿卭")).rstrip(false_ends)


def _settle(found: re.Match[str], long_marks: str) -> str:
    """Read a run of characters that kanji and kana share as kana if one of them can be nothing else."""
    run = found[0]
    tail = ""
    if run[-1] in "工エェヱ" and re.match("[業場作務芸具事学員藤]", found.string[found.end() :]):
        run, tail = run[:-1], "工"
    shared = f"[{''.join(_KANJI_OF)}]"
    if re.search(f"[{_KANA}]", re.sub(shared, "", run)) or re.search("(?<=.)[ー丨l|]", run):
        marked = run[:1] + "".join("ー" if c in long_marks else c for c in run[1:])
        kana = "".join(_KANA_OF.get(c, c) for c in marked).replace(".", "・")
        return kana.translate(_FULL_SIZE) + tail
    return "".join(_KANJI_OF.get(c, c) for c in run) + tail
