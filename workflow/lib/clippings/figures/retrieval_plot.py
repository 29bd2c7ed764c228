"""The picture of the retrieval examples: a query, and beside it its nearest targets by each method."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec, SubplotSpec
from matplotlib.lines import Line2D

from clippings.figures.retrieval import NEAREST
from clippings.figures.style import BLUE, ORANGE, keep
from clippings.images import Pixels

INCHES_WIDE, INCHES_PER_ROW = 10.0, 1.25
# OCR reads characters that the faces of modern Japanese lack.
RARE = "HanaMinA"
# Right and wrong differ in colour, in dash and in sign.
MARKS = {True: ("✓", BLUE, "-", 2.0), False: ("✗", ORANGE, (0, (3, 2)), 1.4)}


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
    figure = Figure(figsize=(INCHES_WIDE, 0.5 + INCHES_PER_ROW * max(rows, 1)))
    top = 1 - 0.45 / figure.get_figheight()
    widths = [1.5, 0.8, *[1.0] * NEAREST]
    grid = GridSpec(max(rows, 1), len(widths), figure, 0.01, 0.03, 0.99, top, 0.1, 0.45, width_ratios=widths)
    for place, query in enumerate(queries):
        start = place * len(methods)
        found = examples[examples["query"] == query]
        _show(figure.add_subplot(grid[start : start + len(methods), 0]), pictures[query])
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


def _part(figure: Figure, grid: GridSpec, line: int) -> None:
    """Draw a thin line above a row, below the text of the row before."""
    above, below = (grid[row, 0].get_position(figure) for row in (line - 1, line))
    height = (above.y0 + below.y1) / 2 - 0.1 / figure.get_figheight()
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
    sign, colour, dashes, width = MARKS[right]
    axis.spines[:].set(visible=True, color=colour, linestyle=dashes, linewidth=width)
    faces = [*matplotlib.rcParams["font.family"], RARE]
    axis.set_xlabel(f"{sign} {text}", fontsize=8, labelpad=2, family=faces)


def _head(figure: Figure, grid: GridSpec) -> None:
    """Put words over the columns: the query, then the ranks."""
    titles = ["query", "", *(f"{rank}" for rank in range(1, NEAREST + 1))]
    for column, title in enumerate(titles):
        box = grid[0, column].get_position(figure)
        height = 1 - 0.28 / figure.get_figheight()
        figure.text((box.x0 + box.x1) / 2, height, title, ha="center", fontweight="bold")
