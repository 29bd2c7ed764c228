"""The forms of a name: with old or new characters, shortened; and whether it can be printed."""

import re
import unicodedata
from functools import cache

import numpy as np
from kyujipy import BasicConverter

# Simple forms that the real index of 1957 prints where the conversion table would give an older one.
_KEPT = frozenset("並双台岳恒糸豊虫既歳毎瓶弁欠")
_PARTS_OF_CHARACTERS = "廴丅丏厺夵䒑圡甶弋阝丬刂囗己儿几匕囗亠丫氵彳歹厶匚冂凵卩爫灬艹辶亼囙匞丷冫"
_NO_NAME = re.compile(
    rf"[{_PARTS_OF_CHARACTERS}0-9A-Za-z(),.〇]"
    r"|(?<![ぁ-ん])[ぁ-とな-ねはまみ-ん](?![ぁ-んゞ])|[ぁ-ん][ァ-ヺ]|[ァ-ヺ][ぁ-ん]|^[ー・]|・$|・・"
)

_LEGAL = re.compile(r"^(?:株式|合資|合名|有限)会社|(?:株式|合資|合名|有限)会社$")
_KIND = re.compile(r"(?:製作所|製造所|工作所|工業所|鉄工所|工務店|商店|商会|本店|支店)$")
_TRADE = re.compile(r"(?:工業|産業|興業|商事|製造|販売|運輸|運送|鉱業|印刷|倉庫|商工|木材|紡績)$")


@cache
def _converter() -> BasicConverter:
    return BasicConverter()


def new_forms(text: str) -> str:
    """Spell `text` in new character forms (會社 as 会社), with compatibility forms folded."""
    return str(_converter().kyujitai_to_shinjitai(unicodedata.normalize("NFKC", text)))


def old_forms(text: str) -> str:
    """Spell `text` in old character forms (会社 as 會社), as far as ordinary fonts have them."""
    return "".join(_old_form(character) for character in unicodedata.normalize("NFKC", text))


def printable(text: str) -> bool:
    """Tell whether ordinary Japanese fonts, those of JIS X 0213 and cp932, carry each character of `text`."""
    return all(_in_fonts(character) for character in text)


def plausible(name: str) -> bool:
    """Tell whether `name` (new forms) looks like a firm's name that a printer has the type for.

    Its characters are of JIS X 0208, it has no loose pieces of characters and no stray kana.
    """
    known = len(name.encode("shift_jis", "ignore")) == 2 * len(name)
    return 2 <= len(name) <= 14 and known and printable(old_forms(name)) and not _NO_NAME.search(name)


def shortenings(name: str) -> list[str]:
    """List the shorter forms of `name` (new forms) that a book may print, none below two characters.

    The legal form is dropped, then 製作所 or 商店 and the like; a long name keeps its first part.
    """
    bare = _LEGAL.sub("", name)
    forms = [bare, _KIND.sub("", bare)]
    if len(bare) >= 6:
        forms.append(_TRADE.sub("", bare))
    return sorted({form for form in forms if form != name and len(form) >= 2})


def shorten(name: str, generator: np.random.Generator) -> str:
    """Choose one of the shorter forms of `name`, or `name` itself where there is none."""
    forms = shortenings(name)
    return forms[generator.integers(len(forms))] if forms else name


@cache
def _old_form(character: str) -> str:
    if character in _KEPT:
        return character
    old = unicodedata.normalize("NFKC", _converter().shinjitai_to_kyujitai(character))
    return old if _in_fonts(old) else character


@cache
def _in_fonts(character: str) -> bool:
    return bool(character.encode("euc_jis_2004", "ignore") or character.encode("cp932", "ignore"))
