"""Texts in figures and tables: wrapping, numbers, and tables in Markdown."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

import pandas as pd

EMPTY, ELLIPSIS = "–", "…"
UNKNOWN = "\ufffd"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_xml(text: str) -> str:
    """Put U+FFFD in place of each character that XML 1.0, and so SVG and GraphML, cannot hold."""
    return NOT_XML.sub(UNKNOWN, text)


def fit(text: str, *, letters: int, lines: int) -> str:
    """Wrap a text at spaces to at most `lines` of `letters`, wide letters counting twice; cut the rest."""
    wrapped = [""]
    for word in " ".join(text.split()).split(" "):
        joined = f"{wrapped[-1]} {word}".strip()
        if width(joined) <= letters:
            wrapped[-1] = joined
            continue
        pieces = _pieces(word, letters)
        wrapped += pieces if wrapped[-1] else pieces[1:]
        wrapped[-len(pieces)] = pieces[0]
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], f"{_cut(wrapped[lines - 1], letters - 1)}{ELLIPSIS}"]
    return "\n".join(wrapped)


def width(text: str) -> int:
    """Count the letters of a text, those of East Asian full width twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def filled_grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows of cells below `head` as a Markdown table without columns that are empty throughout."""
    columns = list(zip(head, *rows, strict=True))
    filled = [(name, "---", *cells) for name, *cells in columns if set(cells) - {EMPTY}]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in zip(*filled, strict=True))


def align(markdown: str) -> str:
    """Pad the cells of a Markdown table so that its columns are straight on a terminal."""
    head, _, *rows = (line.strip("| ").split(" | ") for line in markdown.splitlines())
    widths = [max(map(width, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * letters for letters in widths], *rows]
    padded = [
        [cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True)] for line in lines
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def number(value: float) -> str:
    """Show a share with three decimals, a missing one as a dash."""
    return EMPTY if pd.isna(value) else f"{value:.3f}"


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
