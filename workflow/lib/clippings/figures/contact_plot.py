"""The contact sheet: a line a case, a frame a cluster, and on each picture the sign of its photograph."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import ScaledTranslation

from clippings.figures.captions import fit
from clippings.figures.contact_sheet import KINDS, at_most
from clippings.figures.style import VERDICTS, keep
from clippings.images import Pixels

# Inches: a cell, its picture and text, the words before a line, between frames, around all, over the lines.
CELL, PICTURE, TEXT, WORDS, GAP, PAD, HEAD = 1.4, 1.05, 0.4, 1.35, 0.16, 0.06, 0.56
LINE = PICTURE + TEXT + 5 * PAD
MOST, FEWEST = 7, 4
LETTERS, LINES = 22, 3
# Filled and unlike one another, so that they are told apart in grey and small.
SIGNS = ("o", "^", "s", "*", "v", "P", "D")
SIGN, GROUND = 8, 14  # points
TITLE = "A frame is a cluster; within a line, pictures that bear the same sign are one photograph."


class Cards(NamedTuple):
    """What is shown of records: their pictures and their texts, by id."""

    pictures: Mapping[str, Pixels]
    texts: Mapping[str, str]


def plot_contacts(
    lines: pd.DataFrame,
    cards: Cards,
    *,
    counts: Mapping[str, int],
    paths: Sequence[str | Path],
    resolution: int,
) -> None:
    """Draw chosen lines into `paths` (.png, .svg), the same bytes each time."""
    keep(lambda: draw_contacts(lines, cards, counts=counts), paths, resolution=resolution)


def draw_contacts(lines: pd.DataFrame, cards: Cards, *, counts: Mapping[str, int]) -> Figure:
    """Draw the lines below one another, kind by kind; `counts` says how many there are of each kind."""
    whole = [part for _, part in lines.groupby("line")]
    shown = [at_most(part, MOST) for part in whole]
    across = max([FEWEST, *(len(part) for part in shown)])
    frames = max([1, *(part["cluster"].nunique() for part in shown)])
    width = WORDS + across * CELL + (frames - 1) * GAP + PAD
    height = HEAD + len(shown) * LINE + PAD
    figure = Figure((width, height))
    found = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    _write(figure, PAD, height - 0.26, TITLE)
    _write(figure, PAD, height - 0.45, f"There are in the test split: {found}.", size="small")
    for place, (part, all_of_it) in enumerate(zip(shown, whole, strict=True)):
        bottom = height - HEAD - (place + 1) * LINE
        _name(figure, all_of_it, len(part), bottom)
        _draw_line(figure, part, cards, bottom)
    return figure


def _name(figure: Figure, line: pd.DataFrame, shown: int, bottom: float) -> None:
    """Say before a line what it is, and how much of it is shown where it has more records than cells."""
    kind = str(line["kind"].iloc[0])
    entities, clusters = line["entity"].nunique(), line["cluster"].nunique()
    words = {
        "right": f"one photograph,\nall its {len(line)} prints",
        "merged": f"{entities} photographs\nin one cluster",
        "split": f"one photograph\nin {clusters} clusters",
    }[kind]
    words = words if shown == len(line) else f"{words}\n({shown} of {len(line)} shown)"
    middle = bottom + LINE / 2
    _write(figure, PAD, middle + 0.05, f"{VERDICTS[KINDS[kind]][0]} {kind}", fontweight="bold")
    _write(figure, PAD, middle, words, size="small", va="top")


def _draw_line(figure: Figure, line: pd.DataFrame, cards: Cards, bottom: float) -> None:
    _, colour, dashes, line_width = VERDICTS[KINDS[str(line["kind"].iloc[0])]]
    signs = dict(zip(line["entity"].unique(), SIGNS, strict=False))
    look = {"fill": False, "color": colour, "ls": dashes, "lw": line_width}
    left = WORDS
    for _, cluster in line.groupby("cluster", sort=False):
        x, y, across, up = _box(figure, left, bottom + PAD, len(cluster) * CELL, LINE - 2 * PAD)
        figure.add_artist(Rectangle((x, y), across, up, **look))
        for row in cluster.itertuples():
            _draw_cell(figure, left, bottom, cards.pictures[row.record], cards.texts.get(row.record, ""))
            _sign(figure, figure.axes[-1], signs[row.entity])
            left += CELL
        left += GAP


def _draw_cell(figure: Figure, left: float, bottom: float, picture: Pixels, text: str) -> None:
    lower = bottom + TEXT + 3 * PAD
    axis = figure.add_axes(_box(figure, left + 2 * PAD, lower, CELL - 4 * PAD, PICTURE))
    axis.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="antialiased")
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)
    words = fit(text, letters=LETTERS, lines=LINES)
    _write(figure, left + CELL / 2, lower - 0.04, words, size=7, ha="center", va="top", linespacing=1.1)


def _sign(figure: Figure, axis: Axes, sign: str) -> None:
    """Mark the upper left corner within a picture, on a white ground with a dark edge."""
    within = ScaledTranslation(GROUND / 144, -GROUND / 144, figure.dpi_scale_trans)
    look: dict[str, Any] = {"ls": "", "clip_on": False, "transform": axis.transAxes + within}
    for shape, size, colour in (("s", GROUND, "white"), (sign, SIGN, "black")):
        axis.plot([0], [1], marker=shape, ms=size, color=colour, markeredgecolor="black", **look)


def _box(figure: Figure, *inches: float) -> tuple[float, float, float, float]:
    """Turn left, bottom, width and height from inches into shares of the figure."""
    width, height = figure.get_size_inches()
    left, bottom, across, up = inches
    return left / width, bottom / height, across / width, up / height


def _write(figure: Figure, left: float, bottom: float, words: str, **look: Any) -> None:
    x, y, *_ = _box(figure, left, bottom, 0, 0)
    figure.text(x, y, words, **look)
