"""Examples of retrieval: some queries, and beside each its nearest targets by each method."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from clippings.figures.pictures import best_texts, draw_record
from clippings.figures.style import VERDICTS
from clippings.figures.texts import fit
from clippings.images import Pixels
from clippings.truth import group_of, queries_with_truth

NEAREST = 5
COLUMNS = ["query", "query_text", "method", "rank", "target", "text", "right"]
# Inches: the figure, its head, a row of pictures and one of texts alone.
WIDE, HEAD, HIGH, HIGH_ALONE = 10.0, 0.4, 1.4, 0.7
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
    """Draw a row for each query and method, the query beside its first; texts alone without `pictures`."""
    rows = list(product(examples["query"].unique(), methods))
    height = HEAD + (HIGH if pictures else HIGH_ALONE) * max(len(rows), 1)
    figure = Figure((WIDE, height), layout="constrained")
    axes = figure.subplots(max(len(rows), 1), 1 + NEAREST, squeeze=False, width_ratios=[1.5, *[1] * NEAREST])
    for (query, method), (first, *others) in zip(rows, axes, strict=False):
        found = examples[examples["query"] == query]
        text = fit(found["query_text"].iloc[0], letters=LETTERS_OF_QUERY, lines=LINES)
        if method == methods[0]:
            draw_record(first, pictures.get(query), text)
        else:
            first.set_axis_off()
        _draw_targets(others, found[found["method"] == method], pictures)
        words = method.replace("_", "\n").replace("/", "\n")
        others[0].set_ylabel(words, rotation=0, ha="right", va="center")
    for axis, title in zip(axes[0], ("query", *range(1, NEAREST + 1)), strict=True):
        axis.set_title(str(title), fontweight="bold", fontsize="medium")
    return figure


def _sample(near: pd.DataFrame, count: int, seed: int) -> list[str]:
    first = near[near["rank"] == 1].groupby("query")["right"].min()
    generator = np.random.default_rng(seed)
    wrong, right = (
        generator.permutation(first.index[first == verdict].to_numpy()) for verdict in (False, True)
    )
    half = min(len(wrong), max(count - len(right), -(-count // 2)))
    return [*wrong[:half], *right[: count - half]]


def _draw_targets(axes: Sequence[Axes], targets: pd.DataFrame, pictures: Mapping[str, Pixels]) -> None:
    for axis, row in zip(axes, targets.itertuples(), strict=False):
        sign, colour, dashes, width = VERDICTS[row.right]
        text = f"{sign} {fit(row.text, letters=LETTERS, lines=LINES)}"
        draw_record(axis, pictures.get(row.target), text)
        axis.spines[:].set(visible=True, color=colour, linestyle=dashes, linewidth=width)
    for axis in axes[len(targets) :]:
        # For instance, a query whose reading is empty.
        draw_record(axis, None, "" if len(targets) or axis is not axes[0] else "nothing found")
