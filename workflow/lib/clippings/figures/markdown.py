"""Tables as Markdown."""

from collections.abc import Iterable, Sequence

import pandas as pd

EMPTY = "–"


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


def number(value: float) -> str:
    """Show a share with three decimals, a missing one as a dash."""
    return EMPTY if pd.isna(value) else f"{value:.3f}"


def between(value: float, low: float, high: float) -> str:
    """Show a share with its interval, a missing one as a dash."""
    return EMPTY if pd.isna(value) else f"{number(value)} [{number(low)}, {number(high)}]"
