"""The learning curve drawn, and what it says of the next labels, against curves made by hand."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.figures.learning import curve_of, say_worth, worth_of_more
from clippings.figures.learning_plot import draw_learning


@pytest.fixture
def learning():
    """Two repeats of .90 plus .01 for each doubling of 25 labels, ± .004; by uncertainty .02 more."""
    rows = [
        ("none", 0, 0, 0.8, 0.7),
        ("all", 200, 0, 0.93, 0.83),
        ("finetuned", 200, 0, 0.95, 0.9),
    ]
    for labels in (25, 50, 100):
        for repeat, off in enumerate((-0.004, 0.004)):
            score = 0.90 + 0.01 * np.log2(labels / 25) + off
            rows.append(("random", labels, repeat, score, score - 0.1))
            rows.append(("uncertainty", labels, repeat, score + 0.02, score - 0.08))
    frame = pd.DataFrame(rows, columns=["strategy", "labels", "repeat", "top1", "accuracy"])
    return frames.check(
        frame.assign(dataset="d", n=100, n_all=150, ece=0.05)[tables.LEARNING.names],
        tables.LEARNING,
        where="test",
    )


def test_a_curve_is_the_mean_over_repeats_between_both_ends(learning):
    curve = curve_of(learning, "top1", strategy="random")
    assert curve.to_dict() == pytest.approx({0: 0.8, 25: 0.9, 50: 0.91, 100: 0.92, 200: 0.93})


def test_more_labels_add_as_much_as_the_last_doublings(learning):
    curve = curve_of(learning, "top1", strategy="random")
    assert worth_of_more(curve, labels=200) == pytest.approx(0.01)
    assert worth_of_more(curve) == pytest.approx(0.01 * np.log2(250 / 200))
    assert worth_of_more(curve.iloc[[0, 1, 4]]) is None


def test_the_summary_says_what_labels_bring(learning):
    (line,) = say_worth({"d": learning})
    assert line == (
        "d: Top-1 accuracy of matched queries 80.0 without labels, 94.0 with 100 chosen by uncertainty, "
        "93.0 with all 200, 95.0 where these fine-tune the encoders too; "
        "the next 50 would bring about +0.3 points. "
        "Accuracy of all queries 70.0 without labels, 84.0 with 100 chosen by uncertainty, "
        "83.0 with all 200, 90.0 where these fine-tune the encoders too; "
        "the next 50 would bring about +0.3 points."
    )
    (short,) = say_worth({"d": learning[learning["strategy"].isin(["none", "all", "finetuned"])]})
    assert "by uncertainty" not in short
    assert "would bring" not in short


def test_each_score_is_drawn_with_bands_and_ends(learning):
    figure = draw_learning(learning)
    assert len(figure.axes) == 3
    for axis in figure.axes:
        lines = {line.get_label(): line for line in axis.get_lines()}
        assert list(lines)[:4] == [
            "chosen by uncertainty",
            "chosen at random",
            "without labels",
            "all labels",
        ]
        assert len(lines) == 5
        assert len(axis.collections) == 2
    drawn = {line.get_label(): line for line in figure.axes[0].get_lines()}["chosen at random"]
    assert drawn.get_xydata()[3] == pytest.approx((100, 0.92))
