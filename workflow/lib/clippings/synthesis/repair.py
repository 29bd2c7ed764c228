"""The OCR text of a firm's name, repaired: look-alikes, kana taken for kanji, marks taken for characters."""

import re
from collections.abc import Iterable
from functools import cache

from clippings.synthesis.forms import new_forms
from clippings.synthesis.words import vocabulary

_KANA_OF = dict(zip("力夕卜口二八工厶几己千又匕入", "カタトロニハエムルコチヌヒス", strict=True))
_KANJI_OF = dict(zip("カタトロニハエェヱ", "力夕卜口二八工工工", strict=True))
_FULL_SIZE = str.maketrans("ァィゥェォャュョッヮ", "アイウエオヤユヨツワ")
_TWINS = "".join(_KANA_OF) + "".join(_KANJI_OF)
_HAN, _KANA = "一-鿿々", "ァ-ヺ"


def repair_horizontal(text: str) -> str:
    """Return the new forms of a name read from a horizontal line, where the OCR takes ー for 一 or 二."""
    return _repair(text, long_marks="ー一丨l|二匞与", false_ends="")


def repair_vertical(text: str) -> str:
    """Return the new forms of a name read from a vertical line, where the OCR takes ー for 丨 or l.

    A 一 at the end is a mark of the page, not of the name.
    """
    return _repair(text, long_marks="ー丨l1iI|", false_ends="一")


def _repair(text: str, *, long_marks: str, false_ends: str) -> str:
    text = new_forms(text.translate(_printed())).translate(_printed())
    text = _replace(re.sub(r"\s", "", text), vocabulary("misreadings")["words"])
    text = _trim(text, false_ends)
    run = f"[{_KANA}{_TWINS}・.{re.escape(long_marks)}]+"
    text = re.sub(run, lambda run: _read_run(run, long_marks), text)
    return _replace(text, vocabulary("misreadings")["kana_words"])


@cache
def _printed() -> dict[int, str]:
    """Map each look-alike, as `str.translate` takes it, to the character that is printed."""
    return str.maketrans({pair[0]: pair[1] for pair in vocabulary("misreadings")["lookalikes"]})


def _replace(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for given, meant in pairs:
        text = re.sub(given, meant, text)
    return text


def _trim(text: str, false_ends: str) -> str:
    """Drop the marks around a name that the OCR took for characters; keep names such as 一柳."""
    before, after = (re.escape(vocabulary("misreadings")[place]) for place in ("before", "after"))
    text = re.sub(rf"^(?!一[柳村宮色]|エ藤)[{before}]+(?=[{_HAN}]{{2}})", "", text)
    shorter = re.sub(rf"(?<=[{_HAN}])[{after}]+$", "", text)
    text = shorter if len(shorter) > 2 else text
    return re.sub(rf"^一(?=[{_KANA}])", "", text.strip("・、。,.()mnM爫灬栿卭")).rstrip(false_ends)


def _read_run(match: re.Match[str], long_marks: str) -> str:
    """Read a run of characters that kanji and kana share as kana if one of them can be nothing else."""
    run = match[0]
    tail = ""
    if run[-1] in "工エェヱ" and re.match("[業場作務芸具事学員藤]", match.string[match.end() :]):
        run, tail = run[:-1], "工"
    shared = f"[{''.join(_KANJI_OF)}]"
    if re.search(f"[{_KANA}]", re.sub(shared, "", run)) or re.search("(?<=.)[ー丨l|]", run):
        marked = run[:1] + "".join("ー" if c in long_marks else c for c in run[1:])
        kana = "".join(_KANA_OF.get(c, c) for c in marked).replace(".", "・")
        return kana.translate(_FULL_SIZE) + tail
    return "".join(_KANJI_OF.get(c, c) for c in run) + tail
