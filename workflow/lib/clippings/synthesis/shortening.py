"""How books shorten the names of a firm's suppliers and customers."""

import re

import numpy as np

_LEGAL = re.compile(r"^(?:株式|合資|合名|有限)会社|(?:株式|合資|合名|有限)会社$")
_KIND = re.compile(r"(?:製作所|製造所|工作所|工業所|鉄工所|工務店|商店|商会|本店|支店)$")
_TRADE = re.compile(r"(?:工業|産業|興業|商事|製造|販売|運輸|運送|鉱業|印刷|倉庫|商工|木材|紡績)$")


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
