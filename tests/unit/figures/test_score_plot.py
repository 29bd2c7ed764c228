"""The plot of the results table: every number drawn where it belongs."""

import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from clippings.figures.score_plot import MARKS, TOP1, draw_scores
from clippings.figures.score_table import LINKS, lay_out
from clippings.figures.style import save_figure


@pytest.fixture
def table(make_scores, average, layout):
    scores = make_scores(
        ("levenshtein", "noisy", 0.62), ("levenshtein", "clean", 0.8), ("sup_visual", "none", 0.85, 0)
    )
    return lay_out(average(scores), layout, LINKS, paper=["firms"])


def filled(axis):
    return [line for line in axis.lines if line.get_marker() in "os" and line.get_markerfacecolor() != "none"]


def test_pictures_are_the_same_bytes_each_time(table, tmp_path):
    pictures = []
    for run in ("first", "second"):
        paths = [tmp_path / run / name for name in ("accuracy.png", "accuracy.svg")]
        save_figure(lambda: draw_scores(table, TOP1), paths, resolution=80)
        pictures.append([path.read_bytes() for path in paths])
    assert pictures[0] == pictures[1]
    assert b"Levenshtein distance" in pictures[0][1]


def test_filled_marks_are_ours_and_hollow_ones_the_papers(table):
    (axis,) = draw_scores(table, TOP1).axes
    hollow = [line for line in axis.lines if line.get_markerfacecolor() == "none"]
    assert [list(line.get_xdata()) for line in filled(axis)] == [[0.62, 0.85], [0.8, 0.85]]
    assert [list(line.get_xdata()) for line in hollow] == [[0.630, 0.924], [0.731, 0.924]]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["Levenshtein distance", "Sup visual"]


def test_each_dataset_has_its_panel_and_one_ocr_stands_on_the_line(full_scores, text_scores, average, layout):
    averages = average(pd.concat([full_scores, text_scores]))
    figure = draw_scores(lay_out(averages, layout, LINKS, paper=["firms"]), TOP1)
    assert [axis.get_title(loc="left") for axis in figure.axes] == ["firms", "pr_tk"]
    assert len(filled(figure.axes[0])) == 2
    (clean,) = filled(figure.axes[1])
    assert list(clean.get_ydata()) == [0, 1, 2]
    hollow = [[line for line in axis.lines if line.get_markerfacecolor() == "none"] for axis in figure.axes]
    assert [len(lines) for lines in hollow] == [2, 0]


def test_a_row_of_both_ocrs_is_one_mark_on_its_line(all_scores, average, layout):
    table = lay_out(average(all_scores), layout, LINKS, paper=[])
    (axis,) = draw_scores(table, TOP1).axes
    (both,) = [line for line in axis.lines if line.get_marker() == MARKS["both"].shape]
    places = [label.get_text() for label in axis.get_yticklabels()]
    assert [places[int(place)] for place in both.get_ydata()] == [
        "SelfSup all evidence, both OCRs",
        "Sup all evidence, both OCRs",
    ]
    assert list(both.get_xdata()) == pytest.approx([0.96, 0.98])
    assert [len(line.get_xdata()) for line in filled(axis)] == [len(places) - 2] * 2


def test_the_two_ocrs_differ_in_shape_and_in_grey():
    noisy, clean = (MARKS[ocr] for ocr in ("noisy", "clean"))
    assert noisy.shape != clean.shape
    shades = [sum(to_rgb(mark.colour)) / 3 for mark in (noisy, clean)]
    assert abs(shades[0] - shades[1]) > 0.1
