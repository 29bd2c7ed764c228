"""The weights of all evidence: what each comparison adds to the log-odds, without labels and with."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from clippings.figures.rows import BOTH, label_of, rows_in_order
from clippings.figures.style import BLUE, ORANGE, error_bars, title_panel

MOST = 25
# Parts in the order in which they stand; fields, whatever their names, come between crossed and quality.
PARTS = {"picture": "picture", "text": "text", "crossed": "picture against text"}
LAST = {"quality": "how much there is to compare"}
FORMS = {
    "value": "the value itself",
    "behind": "how far behind the best",
    "lead": "lead of the best",
    "blank": "nothing to compare",
}
NUMBERS = ["weight", "low", "high"]
WIDTH, NAMES, HEIGHT = 2.1, 2.6, 0.2


def choose_weights(weights: pd.DataFrame, *, most: int = MOST) -> pd.DataFrame:
    """Select of the table weights the comparisons that weigh most, `most` at most, in any row and form.

    Rows are those of both OCRs, where there are two. Weights and the ends of their intervals are means over
    folds and seeds. Parts stand in their order, and in each the heaviest comparison first.
    """
    own = weights[weights["ocr"] == BOTH] if (weights["ocr"] == BOTH).any() else weights
    means = own.groupby(["method", "ocr", "comparison", "part", "form"], sort=False)[NUMBERS].mean()
    means = means.reset_index()
    largest = means["weight"].abs().groupby(means["comparison"]).max().rename("largest")
    means = means.join(largest, on="comparison")
    heaviest = largest.sort_index().sort_values(ascending=False, kind="stable").index[:most]
    fields = sorted(set(means["part"]) - {*PARTS, *LAST})
    order = {part: place for place, part in enumerate([*PARTS, *fields, *LAST])}
    chosen = means[means["comparison"].isin(heaviest)].assign(place=means["part"].map(order))
    return chosen.sort_values(
        ["place", "largest", "comparison"], ascending=[True, False, True], ignore_index=True
    )


def draw_weights(weights: pd.DataFrame, names: dict[str, str], *, most: int = MOST) -> Figure:
    """Draw a panel a row and form, a bar with its interval a comparison, grouped by what is compared."""
    if weights.empty:
        figure = Figure(figsize=(4.2, 0.8))
        figure.text(0.5, 0.5, "The scorer gives no weights: nothing to draw.", ha="center", va="center")
        return figure
    chosen = choose_weights(weights, most=most)
    lines = _lines(chosen)
    panels = [
        (row, form)
        for row in rows_in_order(chosen, names)
        for form in FORMS
        if ((chosen["method"] == row[0]) & (chosen["form"] == form)).any()
    ]
    size = (NAMES + WIDTH * len(panels), HEIGHT * len(lines) + 1.4)
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axis, (row, form) in zip(axes, panels, strict=True):
        own = chosen[(chosen["method"] == row[0]) & (chosen["form"] == form)]
        _draw_panel(axis, own.assign(line=own["comparison"].map(lines.index)))
        title_panel(axis, f"{label_of((row[0], ''), names)}\n{FORMS[form]}")
    _name_lines(axes[0], lines, chosen)
    count = weights["comparison"].nunique()
    shown = f"the {most} heaviest of {count} comparisons" if count > most else f"all {count} comparisons"
    figure.supxlabel(
        f"log-odds by a standard deviation, mean over folds, with 95 % interval; {shown}", fontsize="medium"
    )
    return figure


def _lines(chosen: pd.DataFrame) -> list[str]:
    """List what stands below one another: each part, and below it its comparisons."""
    lines: list[str] = []
    for part, own in chosen.groupby("part", sort=False):
        lines += [f"{part}:", *own["comparison"].unique()]
    return lines


def _draw_panel(axis: Axes, own: pd.DataFrame) -> None:
    colours = own["weight"].map(lambda weight: BLUE if weight >= 0 else ORANGE)
    axis.barh(own["line"], own["weight"], height=0.7, color=colours)
    known = own.dropna(subset=NUMBERS)
    bars = error_bars(known["weight"], known["low"], known["high"])
    axis.errorbar(known["weight"], known["line"], xerr=bars, ls="", color="0.15", lw=1, capsize=1.5)
    axis.axvline(0, color="0.4", lw=0.8)
    axis.grid(axis="x", color="0.9")
    axis.spines["left"].set_visible(False)
    axis.tick_params(axis="y", length=0)


def _name_lines(axis: Axes, lines: list[str], chosen: pd.DataFrame) -> None:
    titles = {f"{part}:": (PARTS | LAST).get(part, part) for part in chosen["part"].unique()}
    axis.set_yticks(range(len(lines)), [titles.get(line, line.replace("_", " ")) for line in lines])
    for line, label in zip(lines, axis.get_yticklabels(), strict=True):
        if line in titles:
            label.set_fontweight("bold")
    axis.set_ylim(len(lines) - 0.4, -0.6)
