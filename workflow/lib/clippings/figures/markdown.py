"""Tables as Markdown."""

from collections.abc import Iterable, Sequence

import pandas as pd

from clippings.figures.pictures import width

EMPTY = "–"


def filled_grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows of cells below `head` as a Markdown table without the columns that are empty in every row."""
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
