"""A contact sheet of clusters: some that are right, some that merge photographs, some photographs split."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox, ScaledTranslation

from clippings.figures.pictures import fit, show_picture
from clippings.figures.style import VERDICTS
from clippings.images import Pixels

# The kinds of lines, in the order of the sheet, and whether they are right.
KINDS = {"right": True, "merged": False, "split": False}
COLUMNS = ["kind", "line", "cluster", "record", "entity"]
# Inches: a cell, its picture and text, the words before a line, between frames, around all, over the lines.
CELL, PICTURE, TEXT, WORDS, GAP, PAD, HEAD = 1.4, 1.05, 0.4, 1.35, 0.16, 0.06, 0.56
LINE = PICTURE + TEXT + 5 * PAD
MOST, FEWEST = 7, 4
LETTERS, LINES, LINES_ALONE = 22, 3, 8
# Filled and unlike one another, so that they are distinct in grey and small.
SIGNS = ("o", "^", "s", "*", "v", "P", "D")
SIGN, GROUND = 8, 14  # Points.
TITLE = "A frame is a cluster; within a line, records that bear the same sign are of one entity."


def clusters_of(memberships: pd.DataFrame, *, row: str) -> pd.DataFrame:
    """Select the test records of one row of the results table, `method/ocr`, by its first seed.

    Raise ValueError where the row has none.
    """
    names = memberships["method"] + "/" + memberships["ocr"]
    rows = memberships[(names == row) & (memberships["split"] == "test")]
    if rows.empty:
        raise ValueError(
            f"memberships: no test record of {row}, expected one of {', '.join(sorted(set(names)))}"
        )
    return rows[rows["seed"].fillna(-1) == rows["seed"].fillna(-1).min()]


def choose_lines(memberships: pd.DataFrame, *, count: int, seed: int) -> pd.DataFrame:
    """Sample up to `count` lines of each kind at random; one row a record, with COLUMNS.

    `memberships` are the records of one row of the results table, seed and split. A line that is `right` is a
    cluster of several records, all there are of one entity; a `merged` one is a cluster of several entities;
    a `split` one holds the clusters of one entity, each of which has no other entity's record.
    """
    generator = np.random.default_rng(seed)
    chosen = []
    for kind, parts in _lines(memberships).items():
        keys = generator.permutation(np.array(sorted(parts), dtype=object))[:count]
        chosen += [
            parts[key].assign(kind=kind) for key in sorted(keys, key=lambda key: (-len(parts[key]), key))
        ]
    if not chosen:
        return pd.DataFrame(columns=COLUMNS)
    lines = [part.assign(line=line).sort_values(_order(part)) for line, part in enumerate(chosen)]
    return pd.concat(lines, ignore_index=True)[COLUMNS]


def count_lines(memberships: pd.DataFrame) -> dict[str, int]:
    """Count how many lines of each kind there are."""
    return {kind: len(parts) for kind, parts in _lines(memberships).items()}


def at_most(line: pd.DataFrame, most: int) -> pd.DataFrame:
    """Select at most so many records of a line, taking from its entities and clusters in turn."""
    turn = line.groupby(["entity", "cluster"]).cumcount()
    kept = line.assign(turn=turn).sort_values(["turn", "entity", "cluster", "record"]).index[:most]
    return line[line.index.isin(kept)]


def draw_contacts(
    lines: pd.DataFrame,
    pictures: Mapping[str, Pixels],
    texts: Mapping[str, str],
    *,
    counts: Mapping[str, int],
) -> Figure:
    """Draw the lines below one another; `counts` says how many there are of each kind.

    `pictures` and `texts` are indexed by record; without pictures the texts stand alone.
    """
    whole = [part for _, part in lines.groupby("line")]
    shown = [at_most(part, MOST) for part in whole]
    across = max([FEWEST, *(len(part) for part in shown)])
    frames = max([1, *(part["cluster"].nunique() for part in shown)])
    height = HEAD + len(shown) * LINE + PAD
    figure = Figure((WORDS + across * CELL + (frames - 1) * GAP + PAD, height))
    inches = figure.dpi_scale_trans
    figure.text(PAD, height - 0.26, TITLE, transform=inches)
    counted = "There are in the test split: " + ", ".join(f"{n} {kind}" for kind, n in counts.items())
    figure.text(PAD, height - 0.45, f"{counted}.", size="small", transform=inches)
    for place, (part, line) in enumerate(zip(shown, whole, strict=True)):
        bottom = height - HEAD - (place + 1) * LINE
        _describe(figure, line, len(part), bottom)
        _draw_line(figure, part, pictures, texts, bottom=bottom)
    return figure


def _lines(memberships: pd.DataFrame) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the records of all lines of each kind, by cluster or entity."""
    known = memberships[memberships["entity"].notna()]
    entities = known.groupby("cluster")["entity"].transform("nunique")
    clusters = known.groupby("entity")["cluster"].transform("nunique")
    size = known.groupby("cluster")["record"].transform("size")
    # Of a split entity, no cluster may hold another: it stands among the merged ones already.
    pure = entities.groupby(known["entity"]).transform("max") == 1
    chosen = {
        "right": known[(entities == 1) & (clusters == 1) & (size > 1)].groupby("cluster"),
        "merged": known[entities > 1].groupby("cluster"),
        "split": known[(clusters > 1) & pure].groupby("entity"),
    }
    return {kind: {str(name): part for name, part in groups} for kind, groups in chosen.items()}


def _order(line: pd.DataFrame) -> list[str]:
    """Order a line by cluster where it has several, else by entity; then by record."""
    return ["cluster", "record"] if line["cluster"].nunique() > 1 else ["entity", "record"]


def _describe(figure: Figure, line: pd.DataFrame, shown: int, bottom: float) -> None:
    """Write before a line what it is, and how much of it is shown where it has more records than cells."""
    kind = str(line["kind"].iloc[0])
    entities, clusters = line["entity"].nunique(), line["cluster"].nunique()
    words = {
        "right": f"one entity,\nall its {len(line)} records",
        "merged": f"{entities} entities\nin one cluster",
        "split": f"one entity\nin {clusters} clusters",
    }[kind]
    words = words if shown == len(line) else f"{words}\n({shown} of {len(line)} shown)"
    middle, inches = bottom + LINE / 2, figure.dpi_scale_trans
    head = f"{VERDICTS[KINDS[kind]][0]} {kind}"
    figure.text(PAD, middle + 0.05, head, fontweight="bold", transform=inches)
    figure.text(PAD, middle, words, size="small", va="top", transform=inches)


def _draw_line(
    figure: Figure,
    line: pd.DataFrame,
    pictures: Mapping[str, Pixels],
    texts: Mapping[str, str],
    *,
    bottom: float,
) -> None:
    _, colour, dashes, line_width = VERDICTS[KINDS[str(line["kind"].iloc[0])]]
    signs = dict(zip(line["entity"].unique(), SIGNS, strict=False))
    look: dict[str, Any] = {"fill": False, "color": colour, "ls": dashes, "lw": line_width}
    look["transform"] = figure.dpi_scale_trans
    left = WORDS
    for _, cluster in line.groupby("cluster", sort=False):
        corner, across = (left, bottom + PAD), len(cluster) * CELL
        figure.add_artist(Rectangle(corner, across, LINE - 2 * PAD, **look))
        for row in cluster.itertuples():
            axis = _draw_cell(figure, left, bottom, pictures.get(row.record), texts.get(row.record, ""))
            _draw_sign(figure, axis, signs[row.entity])
            left += CELL
        left += GAP


def _draw_cell(figure: Figure, left: float, bottom: float, picture: Pixels | None, text: str) -> Axes:
    lower = bottom + TEXT + 3 * PAD
    box = Bbox.from_bounds(left + 2 * PAD, lower, CELL - 4 * PAD, PICTURE)
    axis = figure.add_axes(box.transformed(figure.dpi_scale_trans - figure.transSubfigure).bounds)
    show_picture(axis, picture)
    words = fit(text, letters=LETTERS, lines=LINES_ALONE if picture is None else LINES)
    top = lower + PICTURE - 0.28 if picture is None else lower - 0.04
    look: dict[str, Any] = {"size": 7, "ha": "center", "va": "top", "linespacing": 1.1}
    figure.text(left + CELL / 2, top, words, transform=figure.dpi_scale_trans, **look)
    return axis


def _draw_sign(figure: Figure, axis: Axes, sign: str) -> None:
    """Mark the upper left corner of a cell, on a white ground with a dark edge."""
    within = ScaledTranslation(GROUND / 144, -GROUND / 144, figure.dpi_scale_trans)
    look: dict[str, Any] = {"ls": "", "clip_on": False, "transform": axis.transAxes + within}
    for shape, size, colour in (("s", GROUND, "white"), (sign, SIGN, "black")):
        axis.plot([0], [1], marker=shape, ms=size, color=colour, markeredgecolor="black", **look)
