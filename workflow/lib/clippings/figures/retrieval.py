"""Examples of retrieval: some queries, and beside each its nearest targets by each method."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.lines import Line2D

from clippings.figures.pictures import best_texts, fit, show_picture
from clippings.figures.style import VERDICTS
from clippings.images import Pixels
from clippings.truth import group_of, queries_with_truth

NEAREST = 5
COLUMNS = ["query", "query_text", "method", "rank", "target", "text", "right"]
# Inches: the figure, its head, a picture, a line of text, the margins of a text, the gap without pictures.
WIDE, HEAD, PICTURE, LINE, MARGIN, GAP = 10.0, 0.45, 0.86, 0.14, 0.25, 0.12
# OCR reads characters that the fonts of modern Japanese lack.
RARE = "HanaMinA"
# Letters below a target and below a query; a name fits on one line, a caption is cut after the last.
LETTERS, LETTERS_OF_QUERY, LINES = 20, 28, 3


def retrieve_examples(records: pd.DataFrame, links: pd.DataFrame, *, count: int, seed: int) -> pd.DataFrame:
    """Sample `count` matched test queries at random and list their nearest targets by each method.

    Where there are enough of them, at least every other query is one for which the first target of some
    method is wrong. The table has COLUMNS.
    """
    texts, groups = best_texts(records), group_of(records).set_axis(records["record"])
    queries = queries_with_truth(records)
    tested = queries.loc[(queries["split"] == "test") & queries["matched"], "query"]
    near = links[links["target_id"].notna() & (links["rank"] <= NEAREST) & links["query_id"].isin(tested)]
    near = near.rename(columns={"query_id": "query", "target_id": "target"})
    near = near.assign(
        right=near["query"].map(groups).eq(near["target"].map(groups)),
        text=near["target"].map(texts),
        query_text=near["query"].map(texts),
    )
    examples = near[near["query"].isin(_sample(near, count, seed))]
    return examples.sort_values(["query", "method", "rank"], ignore_index=True)[COLUMNS]


def draw_examples(
    examples: pd.DataFrame, pictures: Mapping[str, Pixels], *, methods: Sequence[str]
) -> Figure:
    """Draw a row for each query and method, a thin line between queries; texts alone without `pictures`."""
    queries = examples["query"].unique()
    rows = max(len(queries) * len(methods), 1)
    lines = max((_fit(f"✓ {text}").count("\n") + 1 for text in examples["text"]), default=1)
    below = MARGIN + LINE * lines
    height, gap = (PICTURE, below) if pictures else (below, GAP)
    figure = Figure(figsize=(WIDE, HEAD + (height + gap) * rows))
    bottom, top = (inches / figure.get_figheight() for inches in (gap, figure.get_figheight() - HEAD))
    widths, spaces = [1.5, 0.8, *[1.0] * NEAREST], (0.1, gap / height)
    grid = GridSpec(rows, len(widths), figure, 0.01, bottom, 0.99, top, *spaces, width_ratios=widths)
    for place, query in enumerate(queries):
        start = place * len(methods)
        found = examples[examples["query"] == query]
        axis = figure.add_subplot(grid[start : start + len(methods), 0])
        _draw_record(axis, pictures.get(query), _fit(found["query_text"].iloc[0], LETTERS_OF_QUERY))
        for line, method in enumerate(methods, start=start):
            box = grid[line, 1].get_position(figure)
            words = method.replace("_", "\n").replace("/", "\n")
            figure.text(box.x0, (box.y0 + box.y1) / 2, words, fontsize=8, va="center", linespacing=1.3)
            _draw_targets(figure, grid, line, found[found["method"] == method], pictures)
        if place:
            _separate(figure, grid, start)
    _title_columns(figure, grid)
    return figure


def _sample(near: pd.DataFrame, count: int, seed: int) -> list[str]:
    first = near[near["rank"] == 1].groupby("query")["right"].min()
    generator = np.random.default_rng(seed)
    wrong, right = (
        generator.permutation(first.index[first == verdict].to_numpy()) for verdict in (False, True)
    )
    half = min(len(wrong), max(count - len(right), -(-count // 2)))
    return [*wrong[:half], *right[: count - half]]


def _draw_targets(
    figure: Figure, grid: GridSpec, line: int, targets: pd.DataFrame, pictures: Mapping[str, Pixels]
) -> None:
    for row in targets.itertuples():
        sign, colour, dashes, width = VERDICTS[row.right]
        axis = figure.add_subplot(grid[line, 1 + row.rank])
        _draw_record(axis, pictures.get(row.target), _fit(f"{sign} {row.text}"))
        axis.spines[:].set(visible=True, color=colour, linestyle=dashes, linewidth=width)
    if targets.empty:  # For instance, a query whose reading is empty.
        box = grid[line, 2].get_position(figure)
        figure.text(box.x0, (box.y0 + box.y1) / 2, "nothing found", fontsize=8, va="center", color="0.4")


def _draw_record(axis: Axes, picture: Pixels | None, words: str) -> None:
    """Draw a picture and write the words below it; write them in its place where there is none."""
    show_picture(axis, picture)
    family = [*matplotlib.rcParams["font.family"], RARE]
    if picture is None:
        middle: dict[str, Any] = {"ha": "center", "va": "center", "transform": axis.transAxes}
        axis.text(0.5, 0.5, words, fontsize=7, family=family, **middle)
    else:
        axis.set_xlabel(words, fontsize=8, labelpad=2, family=family)


def _fit(text: str, letters: int = LETTERS) -> str:
    return fit(text, letters=letters, lines=LINES)


def _separate(figure: Figure, grid: GridSpec, line: int) -> None:
    """Draw a thin line above a row, below the text of the row before."""
    above, below = (grid[row, 0].get_position(figure) for row in (line - 1, line))
    height = below.y1 + min(0.1 / figure.get_figheight(), (above.y0 - below.y1) / 2)
    figure.add_artist(Line2D([0.01, 0.99], [height] * 2, color="0.8"))


def _title_columns(figure: Figure, grid: GridSpec) -> None:
    """Write titles above the columns: the query, then the ranks."""
    titles = ["query", "", *(f"{rank}" for rank in range(1, NEAREST + 1))]
    for column, title in enumerate(titles):
        box = grid[0, column].get_position(figure)
        height = 1 - 0.28 / figure.get_figheight()
        figure.text((box.x0 + box.x1) / 2, height, title, ha="center", fontweight="bold")
