"""The picture of the retrieval examples: a query, and beside it its nearest targets by each method."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec, SubplotSpec
from matplotlib.lines import Line2D

from clippings.figures.captions import fit
from clippings.figures.retrieval import NEAREST
from clippings.figures.style import VERDICTS, keep
from clippings.images import Pixels

# Inches: the figure, its head, a picture, a line of text below it and the stage around the text.
WIDE, HEAD, PICTURE, LINE, STAGE = 10.0, 0.45, 0.86, 0.14, 0.25
# OCR reads characters that the faces of modern Japanese lack.
RARE = "HanaMinA"
# Letters below a target and below a query; a name fits into one line, a caption is cut after the last.
LETTERS, LETTERS_OF_QUERY, LINES = 20, 28, 3


def plot_examples(
    examples: pd.DataFrame,
    pictures: Mapping[str, Pixels],
    *,
    methods: Sequence[str],
    paths: Sequence[str | Path],
    resolution: int,
) -> None:
    """Draw the examples into `paths` (.png, .svg), the same bytes each time; `pictures` are crops by id."""
    keep(lambda: draw_examples(examples, pictures, methods=methods), paths, resolution=resolution)


def draw_examples(
    examples: pd.DataFrame, pictures: Mapping[str, Pixels], *, methods: Sequence[str]
) -> Figure:
    """Draw a row for each query and method, a thin line between queries."""
    queries = examples["query"].unique()
    rows = len(queries) * len(methods)
    gap = STAGE + LINE * max((_fit(f"✓ {text}").count("\n") + 1 for text in examples["text"]), default=1)
    figure = Figure(figsize=(WIDE, HEAD + (PICTURE + gap) * max(rows, 1)))
    bottom, top = (inches / figure.get_figheight() for inches in (gap, figure.get_figheight() - HEAD))
    widths, spaces = [1.5, 0.8, *[1.0] * NEAREST], (0.1, gap / PICTURE)
    grid = GridSpec(max(rows, 1), len(widths), figure, 0.01, bottom, 0.99, top, *spaces, width_ratios=widths)
    for place, query in enumerate(queries):
        start = place * len(methods)
        found = examples[examples["query"] == query]
        asked = figure.add_subplot(grid[start : start + len(methods), 0])
        _show(asked, pictures[query])
        _write(asked, _fit(found["asked"].iloc[0], LETTERS_OF_QUERY))
        for line, method in enumerate(methods, start=start):
            _name(figure, grid[line, 1], method)
            _draw_targets(figure, grid, line, found[found["method"] == method], pictures)
        if place:
            _part(figure, grid, start)
    _head(figure, grid)
    return figure


def _draw_targets(
    figure: Figure, grid: GridSpec, line: int, found: pd.DataFrame, pictures: Mapping[str, Pixels]
) -> None:
    for shown in found.itertuples():
        axis = figure.add_subplot(grid[line, 1 + shown.rank])
        _show(axis, pictures[shown.target])
        _mark(axis, shown.text, shown.right)
    if found.empty:  # a query of which nothing was read, say
        box = grid[line, 2].get_position(figure)
        figure.text(box.x0, (box.y0 + box.y1) / 2, "nothing found", fontsize=8, va="center", color="0.4")


def _part(figure: Figure, grid: GridSpec, line: int) -> None:
    """Draw a thin line above a row, below the text of the row before."""
    above, below = (grid[row, 0].get_position(figure) for row in (line - 1, line))
    height = below.y1 + min(0.1 / figure.get_figheight(), (above.y0 - below.y1) / 2)
    figure.add_artist(Line2D([0.01, 0.99], [height] * 2, color="0.8"))


def _name(figure: Figure, cell: SubplotSpec, method: str) -> None:
    box = cell.get_position(figure)
    words = method.replace("_", "\n").replace("/", "\n")
    figure.text(box.x0, (box.y0 + box.y1) / 2, words, fontsize=8, va="center", linespacing=1.3)


def _show(axis: Axes, picture: Pixels) -> None:
    axis.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="antialiased")
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)


def _mark(axis: Axes, text: str, right: bool) -> None:
    sign, colour, dashes, width = VERDICTS[right]
    axis.spines[:].set(visible=True, color=colour, linestyle=dashes, linewidth=width)
    _write(axis, _fit(f"{sign} {text}"))


def _fit(text: str, letters: int = LETTERS) -> str:
    return fit(text, letters=letters, lines=LINES)


def _write(axis: Axes, words: str) -> None:
    """Write words below a picture, in the faces that have their letters."""
    faces = [*matplotlib.rcParams["font.family"], RARE]
    axis.set_xlabel(words, fontsize=8, labelpad=2, family=faces)


def _head(figure: Figure, grid: GridSpec) -> None:
    """Put words over the columns: the query, then the ranks."""
    titles = ["query", "", *(f"{rank}" for rank in range(1, NEAREST + 1))]
    for column, title in enumerate(titles):
        box = grid[0, column].get_position(figure)
        height = 1 - 0.28 / figure.get_figheight()
        figure.text((box.x0 + box.x1) / 2, height, title, ha="center", fontweight="bold")
