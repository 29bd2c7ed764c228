"""Tables as Markdown, and our Markdown as HTML."""

import re
from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from clippings.figures.pictures import width

EMPTY = "–"
# Inline marks that our texts use, and their tags.
MARKS = ((r"\*\*(.+?)\*\*", r"<strong>\1</strong>"), (r"\*(.+?)\*", r"<em>\1</em>"))


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows of cells below `head` as a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def filled_grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table without the columns that are empty in every row."""
    columns = list(zip(head, *rows, strict=True))
    filled = [column for column in columns if set(column[1:]) - {EMPTY}]
    head, *rows = zip(*filled, strict=True)
    return grid(head, rows)


def align(markdown: str) -> str:
    """Pad the cells of a Markdown table so that its columns are straight on a terminal."""
    lines = [line.strip("| ").split(" | ") for line in markdown.splitlines()]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    lines[1] = ["-" * letters for letters in widths]
    padded = [
        [cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True)] for line in lines
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def number(value: float) -> str:
    """Show a share with three decimals, a missing one as a dash."""
    return EMPTY if pd.isna(value) else f"{value:.3f}"


def between(value: float, low: float, high: float) -> str:
    """Show a share with its interval, a missing one as a dash."""
    return EMPTY if pd.isna(value) else f"{number(value)} [{number(low)}, {number(high)}]"


def to_html(markdown: str) -> str:
    """Turn Markdown of paragraphs and tables with bold and emphasised words into HTML.

    A Markdown library would be one more dependency for these four constructs.
    """
    return "\n".join(_block(block) for block in markdown.strip().split("\n\n"))


def _block(block: str) -> str:
    if not block.startswith("|"):
        return f"<p>{_inline(block)}</p>"
    head, _, *rows = (line.strip("| ").split(" | ") for line in block.splitlines())
    lines = "\n".join([_line(head, "th"), *(_line(row, "td") for row in rows)])
    return f'<div class="wide"><table>\n{lines}\n</table></div>'


def _line(cells: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{_inline(cell.strip())}</{tag}>" for cell in cells) + "</tr>"


def _inline(text: str) -> str:
    text = escape(text, quote=False)
    for mark, tags in MARKS:
        text = re.sub(mark, tags, text)
    return text
