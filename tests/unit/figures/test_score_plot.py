"""The plot: the same bytes each time, every number drawn where it belongs."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from clippings.figures.score_plot import MARKS, draw_scores, plot_scores
from clippings.figures.score_table import read_layout, score_table

PAPER = Path(__file__).parents[3] / "config/paper_table1.csv"


@pytest.fixture
def table(make_scores):
    scores = make_scores(
        ("levenshtein", "noisy", 0.62), ("levenshtein", "clean", 0.8), ("sup_visual", "none", 0.85, 0)
    )
    return score_table(scores, read_layout(PAPER))


def test_pictures_are_the_same_bytes_each_time(table, tmp_path):
    pictures = []
    for run in ("first", "second"):
        paths = [tmp_path / run / name for name in ("accuracy.png", "accuracy.svg")]
        plot_scores(table, paths, resolution=80)
        pictures.append([path.read_bytes() for path in paths])
    assert pictures[0] == pictures[1]
    assert b"Levenshtein distance" in pictures[0][1]


def test_filled_marks_are_ours_and_hollow_ones_the_papers(table):
    (axis,) = draw_scores(table).axes
    filled = [
        line for line in axis.lines if line.get_marker() in "os" and line.get_markerfacecolor() != "none"
    ]
    hollow = [line for line in axis.lines if line.get_markerfacecolor() == "none"]
    assert [list(line.get_xdata()) for line in filled] == [[0.62, 0.85], [0.8, 0.85]]
    assert [list(line.get_xdata()) for line in hollow] == [[0.630, 0.924], [0.731, 0.924]]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["Levenshtein distance", "Sup visual"]


def test_each_dataset_has_its_panel(make_scores):
    parts = [make_scores(("levenshtein", "noisy", 0.6), dataset=name) for name in ("firms", "toy")]
    figure = draw_scores(score_table(pd.concat(parts), read_layout(PAPER)))
    assert [axis.get_title(loc="left") for axis in figure.axes] == ["firms", "toy"]


def test_the_two_ocrs_differ_in_shape_and_in_grey():
    noisy, clean = (MARKS[ocr] for ocr in ("noisy", "clean"))
    assert noisy.shape != clean.shape
    grey = [np.asarray(Image.new("RGB", (1, 1), mark.colour).convert("L")).item() for mark in (noisy, clean)]
    assert abs(grey[0] - grey[1]) > 60
