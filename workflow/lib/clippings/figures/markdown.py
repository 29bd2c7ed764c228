"""Tables as Markdown."""

from collections.abc import Iterable, Sequence

import pandas as pd


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows of cells below `head` as a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def number(value: float) -> str:
    """Show a share with three decimals, a missing one as a dash."""
    return "–" if pd.isna(value) else f"{value:.3f}"
