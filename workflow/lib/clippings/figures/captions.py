"""Long texts in the little stage below a picture."""

import unicodedata

MORE = "…"


def fit(text: str, *, letters: int, lines: int) -> str:
    """Break a text at spaces into at most `lines` of `letters`, wide ones counting twice, the rest being …"""
    broken = [""]
    for word in " ".join(text.split()).split(" "):
        joined = f"{broken[-1]} {word}".strip()
        if width(joined) <= letters:
            broken[-1] = joined
            continue
        pieces = _pieces(word, letters)
        broken += pieces if broken[-1] else pieces[1:]
        broken[-len(pieces)] = pieces[0]
    if len(broken) > lines:
        broken = [*broken[: lines - 1], f"{_cut(broken[lines - 1], letters - 1)}{MORE}"]
    return "\n".join(broken)


def width(text: str) -> int:
    """Count the letters of a text, those of East Asian full width twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pieces(word: str, letters: int) -> list[str]:
    """Divide a word that may be longer than a line."""
    pieces = []
    while word:
        pieces.append(_cut(word, letters) or word[0])
        word = word[len(pieces[-1]) :]
    return pieces or [""]


def _cut(text: str, letters: int) -> str:
    while width(text) > letters:
        text = text[:-1]
    return text.rstrip()
