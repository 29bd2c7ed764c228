"""The figures of one dataset's scores, and its examples of retrieval."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from clippings import frames, tables
from clippings.figures.breakdown_plot import draw_breakdown
from clippings.figures.confidence_plots import draw_reliability, draw_risk
from clippings.figures.difference_plot import draw_differences
from clippings.figures.pictures import read_crops
from clippings.figures.retrieval import draw_examples, retrieve_examples
from clippings.figures.style import save_figure

Paths = Sequence[str | Path]
FIGURES = ("paired", "risk_coverage", "reliability", "breakdown")


def draw_score_figures(
    files: Mapping[str, str | Path], paths: Mapping[str, Paths], *, names: dict[str, str], resolution: int
) -> None:
    """Draw each of FIGURES into its `paths` (.png, .svg), the same bytes each time.

    `files` maps `scores` and the names of FIGURES to their tables, `names` methods to their labels.
    """
    scores = frames.read(files["scores"], tables.SCORES)
    paired = frames.read(files["paired"], tables.PAIRED)
    curves = frames.read(files["risk_coverage"], tables.RISK_COVERAGE)
    bins = frames.read(files["reliability"], tables.RELIABILITY)
    breakdown = frames.read(files["breakdown"], tables.BREAKDOWN)
    figures = {
        "paired": lambda: draw_differences(paired, names),
        "risk_coverage": lambda: draw_risk(curves, scores, names),
        "reliability": lambda: draw_reliability(bins, scores, names),
        "breakdown": lambda: draw_breakdown(breakdown, scores, names),
    }
    for name, draw in figures.items():
        save_figure(draw, paths[name], resolution=resolution)


def draw_retrieval(
    records: pd.DataFrame,
    links: pd.DataFrame,
    *,
    crops: Paths,
    paths: Paths,
    methods: Sequence[str],
    queries: int,
    seed: int,
    resolution: int,
) -> None:
    """Sample queries and draw them beside their nearest targets by each of `methods`."""
    examples = retrieve_examples(records, links, count=queries, seed=seed)
    pictures = read_crops(crops, [*examples["query"], *examples["target"]])
    save_figure(lambda: draw_examples(examples, pictures, methods=methods), paths, resolution=resolution)
