"""Paired comparisons of rows: a matrix of all differences, and a grid of those that support a claim."""

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from clippings.figures.rows import (
    BOTH,
    VISUAL,
    Row,
    best_normalised,
    best_raw,
    best_single,
    label_of,
    ocrs_of,
    of_row,
    rows_in_order,
    title_of,
)
from clippings.figures.style import title_panel
from clippings.figures.texts import filled_grid, number

HEAD = ("OCR", "row", "{score}", "against", "its {score}", "difference", "p", "McNemar p")
TOP1, ARI = ("top1", "top-1"), ("ari", "ARI")
SWAPPED = {"method": "other_method", "ocr": "other_ocr", "other_method": "method", "other_ocr": "ocr"}
STARS = "* p < .05    ** p < .01    *** p < .001"
LEVELS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
# Cividis (Nuñez, Anderton and Renslow 2018) rises evenly in lightness: in grey too, dark is below.
COLOURS = "cividis"
INCHES_PER_CELL = 0.5
PAIR = ["method", "ocr", "other_method", "other_ocr"]


def mirrored(paired: pd.DataFrame) -> pd.DataFrame:
    """Return each pair of rows in both directions, once."""
    signs = {"difference": -paired["difference"], "low": -paired["high"], "high": -paired["low"]}
    turned = paired.rename(columns=SWAPPED).assign(**signs)
    return pd.concat([paired, turned], ignore_index=True).drop_duplicates(PAIR)


def comparison_grid(
    paired: pd.DataFrame, scores: pd.DataFrame, names: dict[str, str], *, score: tuple[str, str] = TOP1
) -> str:
    """Write the comparisons of one dataset in Markdown; an empty text where it lacks their rows.

    `score` is the column of `scores` whose differences `paired` holds, and its name.
    """
    column, title = score
    pairs = mirrored(paired).set_index(PAIR)
    wanted = [(ocr, *pair) for ocr in (*ocrs_of(scores), BOTH) for pair in _wanted(scores, ocr, column)]
    cells = [
        [
            ocr,
            names.get(row[0], row[0]),
            _score_of(scores, row, column),
            _other_name(other, ocr, names),
            _score_of(scores, other, column),
            *_shown(pairs.loc[key]),
        ]
        for ocr, row, other in wanted
        if (key := (*row, *other)) in pairs.index
    ]
    head = [word.format(score=title) for word in HEAD]
    return filled_grid(head, cells) if cells else ""


def draw_differences(paired: pd.DataFrame, names: dict[str, str]) -> Figure:
    """Draw one panel an OCR, its rows and those of none or both, all on one scale symmetric around 0."""
    pairs = mirrored(paired)
    if pairs.empty:
        figure = Figure(figsize=(4.2, 1.6))
        figure.text(0.5, 0.5, "One row alone: nothing to compare.", ha="center", va="center")
        return figure
    panels = [
        (ocr, pairs[pairs["ocr"].isin([ocr, VISUAL, BOTH]) & pairs["other_ocr"].isin([ocr, VISUAL, BOTH])])
        for ocr in ocrs_of(pairs)
    ]
    size = [len(panel[["method", "ocr"]].drop_duplicates()) for _, panel in panels]
    height = sum(1.1 + INCHES_PER_CELL * count for count in size)
    figure = Figure(figsize=(4.2 + INCHES_PER_CELL * max(size), height + 1.6), layout="constrained")
    axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=size)[:, 0]
    reach = max(0.01, *(panel["difference"].abs().max() for _, panel in panels))
    for axis, (ocr, panel) in zip(axes, panels, strict=True):
        image = _draw_panel(axis, panel, names, reach)
        title_panel(axis, title_of(ocr))
    bar = figure.colorbar(image, ax=list(axes), location="bottom", shrink=0.7, aspect=40, pad=0.02)
    bar.set_label(f"top-1 accuracy of the row minus that of the column, percentage points\n{STARS}")
    bar.ax.xaxis.set_major_formatter(lambda value, _: _points(value))
    return figure


def marks_of(p: float) -> str:
    """Mark a p value with one to three stars, or none."""
    return next((stars for level, stars in LEVELS if p < level), "")


def _wanted(scores: pd.DataFrame, ocr: str, column: str) -> Iterator[tuple[Row, Row]]:
    """Yield Sup against normalised strings, if any, SelfSup against raw; then poolings and their parts.

    All evidence is set against the best single row that reads no other OCR.
    """
    raw = best_raw(scores, ocr)
    for supervision, strings in (("sup", best_normalised(scores, ocr) or raw), ("selfsup", raw)):
        pooled = (f"{supervision}_multimodal", ocr)
        language = (f"{supervision}_language", ocr)
        row = pooled if len(of_row(scores, pooled)) else language
        yield from ((row, (method, ocr)) for method in strings)
        yield pooled, (f"{supervision}_visual", VISUAL)
        yield pooled, language
        for other in best_single(scores, ocr, score=column):
            yield (f"{supervision}_all_evidence", ocr), other


def _score_of(scores: pd.DataFrame, row: Row, column: str) -> str:
    return number(of_row(scores, row)[column].mean())


def _other_name(row: Row, ocr: str, names: dict[str, str]) -> str:
    """Name a row, with its OCR where that is not the one of the line."""
    name = names.get(row[0], row[0])
    return name if row[1] in (ocr, VISUAL) else f"{name}, {title_of(row[1])}"


def _shown(pair: pd.Series) -> tuple[str, str, str]:
    difference = f"{pair['difference']:+.3f} [{pair['low']:+.3f}, {pair['high']:+.3f}]"
    return difference, _p_value(pair["p"]), _p_value(pair.get("mcnemar", float("nan")))


def _p_value(p: float) -> str:
    return "< 0.001" if p < 0.001 else number(p)


def _draw_panel(axis: Axes, panel: pd.DataFrame, names: dict[str, str], reach: float) -> AxesImage:
    order = rows_in_order(panel, names)
    wide = panel.pivot(index=PAIR[:2], columns=PAIR[2:], values=["difference", "p"])
    values, p_values = (
        wide[part].reindex(index=order, columns=order).to_numpy() for part in ("difference", "p")
    )
    image = axis.imshow(values, cmap=COLOURS, vmin=-reach, vmax=reach, aspect="auto")
    for row in range(len(order)):
        for column in range(len(order)):
            if row != column:
                _write(axis, row, column, values[row, column], p_values[row, column], reach)
    shown = [label_of(row, names) for row in order]
    axis.set_yticks(range(len(order)), shown)
    axis.set_xticks(range(len(order)), shown, rotation=40, ha="right", rotation_mode="anchor")
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    return image


def _write(axis: Axes, row: int, column: int, difference: float, p: float, reach: float) -> None:
    """Write one cell: the difference in points, and below it the stars."""
    ink = "black" if difference > 0.1 * reach else "white"
    axis.text(column, row - 0.12, _points(difference), ha="center", va="center", color=ink, fontsize=8)
    axis.text(column, row + 0.3, marks_of(p), ha="center", va="center", color=ink, fontsize=7)


def _points(difference: float) -> str:
    points = round(100 * difference)
    return f"{points:+d}".replace("-", "−") if points else "0"
